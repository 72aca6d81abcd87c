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
/// <param name="IsNullable">Whether null is a value of it; a member of it may be missing.</param>
internal sealed record ValueShape(ValueForm Form, string Type, string Codec, string Schema, bool IsNullable = false);
