namespace Steno.Generators.Models;

/// <summary>How the code for a value is written.</summary>
internal enum ValueForm
{
    Boolean,
    Integer,
    Guid,
    String,
    /// <summary>By the codec alone.</summary>
    Codec,
}

/// <summary>A type that can stand in a member.</summary>
/// <param name="Form">How its code is written.</param>
/// <param name="Type">The type as the code names it.</param>
/// <param name="Codec">The type that implements IJsonCodec for it.</param>
/// <param name="Schema">Its JSON Schema.</param>
internal sealed record ValueShape(ValueForm Form, string Type, string Codec, string Schema)
{
    /// <summary>Whether null is a value of it; a member of it may be missing.</summary>
    public bool IsNullable { get; init; }

    /// <summary>For a newtype, which has no schema of its own to describe: what its documentation says it is.</summary>
    public string? Description { get; init; }

    /// <summary>Whether code that was written by hand writes it, null included, in a way that nobody knows here.</summary>
    public bool IsByHand { get; init; }

    /// <summary>How it is the key of a dictionary, if it can be.</summary>
    public KeyShape? Key { get; init; }

    /// <summary>For strings and collections: the empty one.</summary>
    public string? Empty { get; init; }

    /// <summary>For collections: the pattern of an empty one, which null does not match.</summary>
    public string? EmptyPattern { get; init; }
}

/// <param name="Codec">The type that implements IJsonKeyCodec.</param>
/// <param name="Schema">The JSON Schema of the names; null when every string is one.</param>
internal sealed record KeyShape(string Codec, string? Schema);
