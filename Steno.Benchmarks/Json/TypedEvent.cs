using Steno.Json;

namespace Steno.Benchmarks.Json;

/// <summary>An event of a saga whose output is bound to a type.</summary>
[JsonObject]
public readonly partial record struct TypedEvent(Guid SagaId, uint NodeId, TypedOutcome EventType);

/// <summary>What happened, with the output as a typed value.</summary>
[JsonUnion(CaseNaming = JsonNaming.SnakeCase)]
public readonly partial struct TypedOutcome
{
    private readonly ServerChoice? _output;

    private TypedOutcome(TypedOutcomeKind kind, ServerChoice? output) => (Kind, _output) = (kind, output);

    /// <summary>Which case this is.</summary>
    [JsonTag]
    public TypedOutcomeKind Kind { get; }

    /// <summary>Started.</summary>
    [JsonCase]
    public static TypedOutcome Started => default;

    /// <summary>Succeeded with this output.</summary>
    [JsonCase(nameof(Output))]
    public static TypedOutcome Succeeded(ServerChoice output) => new(TypedOutcomeKind.Succeeded, output);

    /// <summary>The output.</summary>
    public ServerChoice Output => _output!;
}

/// <summary>The cases of a <see cref="TypedOutcome"/>.</summary>
public enum TypedOutcomeKind : byte
{
    /// <summary>Started.</summary>
    Started,
    /// <summary>Succeeded.</summary>
    Succeeded,
}
