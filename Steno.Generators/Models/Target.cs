namespace Steno.Generators.Models;

/// <summary>What parsing one attributed type gave.</summary>
/// <param name="Type">The type, or null when a mistake leaves nothing to emit.</param>
/// <param name="Definitions">The schemas of the types that its schema refers to.</param>
/// <param name="Parameters">The type parameters that its schema refers to, whose schemas are known only when the code runs.</param>
/// <param name="Problems">The mistakes.</param>
internal sealed record Target(
    TypeShape? Type, EquatableArray<SchemaDefinition> Definitions, EquatableArray<SchemaParameter> Parameters, EquatableArray<Problem> Problems);

internal sealed record SchemaDefinition(string Name, string Schema);

internal sealed record SchemaParameter(string Name, string Codec);
