namespace Steno.Generators.Models;

/// <summary>A member of an object, or of a case of a union.</summary>
/// <param name="Property">The property that gives the value.</param>
/// <param name="Variable">The local that holds it while reading.</param>
/// <param name="JsonName">Its name in JSON.</param>
/// <param name="Value">Its type.</param>
/// <param name="Parameter">The constructor's parameter that takes it; null when the initialiser sets it.</param>
internal sealed record MemberShape(string Property, string Variable, string JsonName, ValueShape Value, string? Parameter)
{
    /// <summary>What a missing member is, as an expression; null when it must not be missing.</summary>
    public string? Missing { get; init; }

    /// <summary>The same as JSON, for the schema; null when that is not known.</summary>
    public string? MissingJson { get; init; }

    /// <summary>What its documentation says it is; null when that says nothing.</summary>
    public string? Description { get; init; }

    /// <summary>When the member is left out.</summary>
    public Omission Omission { get; init; }

    /// <summary>The members that stand for this one, if it is flattened.</summary>
    public FlatShape? Flat { get; init; }
}

/// <summary>When a member is left out.</summary>
internal enum Omission
{
    Never,
    WhenNull,
    /// <summary>When it is what a missing one is.</summary>
    WhenMissing,
}

/// <summary>A flattened member: the type that is made from members of the object around it.</summary>
internal sealed record FlatShape(string Type, bool IsValueType, EquatableArray<MemberShape> Members);
