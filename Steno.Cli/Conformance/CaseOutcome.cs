namespace Steno.Cli.Conformance;

/// <summary>What came of a case.</summary>
internal sealed record CaseOutcome
{
    /// <summary>How the saga ended; null when it was refused.</summary>
    public SagaResult? Result { get; init; }
    /// <summary>Why the saga was refused or suspended.</summary>
    public Exception? Problem { get; init; }
    /// <summary>The saga's graph, when it has one.</summary>
    public SagaDag? Dag { get; init; }
    /// <summary>What this run recorded, in order.</summary>
    public IReadOnlyList<SagaNodeEvent> Events { get; init; } = [];
    /// <summary>The updates of the cached state after the create.</summary>
    public IReadOnlyList<SagaCachedState> Updates { get; init; } = [];
    /// <summary>The calls of actions and undos, in order.</summary>
    public IReadOnlyList<CaseCall> Calls { get; init; } = [];
    /// <summary>The view right after resuming.</summary>
    public SagaView? OnResume { get; init; }
    /// <summary>The view at the end.</summary>
    public SagaView? AtEnd { get; init; }
}
