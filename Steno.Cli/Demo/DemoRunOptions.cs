namespace Steno.Cli.Demo;

/// <summary>What the user asked of <c>steno demo run</c>.</summary>
internal sealed record DemoRunOptions
{
    /// <summary>The durable store's directory; null for the in-memory store.</summary>
    public string? Store { get; init; }
    public IReadOnlyList<string> FailingNodes { get; init; } = [];
    public IReadOnlyList<string> FailingUndos { get; init; } = [];
    /// <summary>A file, or <c>-</c> for standard output.</summary>
    public string? DumpTo { get; init; }
    /// <summary>A file, or <c>-</c> for standard input.</summary>
    public string? RecoverFrom { get; init; }
    public bool IsQuiet { get; init; }
    public SagaId? Id { get; init; }
    public int? CrashAfter { get; init; }
    public TimeSpan Delay { get; init; }

    /// <summary>Whether standard output is the dump's alone.</summary>
    public bool DumpsToOutput => DumpTo == "-";
}
