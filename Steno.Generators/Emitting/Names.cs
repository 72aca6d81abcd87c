namespace Steno.Generators.Emitting;

/// <summary>The runtime's names as generated code writes them.</summary>
internal static class Names
{
    public const string Writer = "global::Steno.Json.StenoJsonWriter";
    public const string Reader = "global::Steno.Json.StenoJsonReader";
    public const string Self = "global::Steno.Json.IStenoJson";
    public const string Codec = "global::Steno.Json.IJsonCodec";
    public const string KeyCodec = "global::Steno.Json.IJsonKeyCodec";
    public const string SchemaBuilder = "global::Steno.Json.JsonSchemaBuilder";
    public const string Converter = "global::Steno.Json.StenoJsonConverter";
    public const string Bytes = "global::System.ReadOnlySpan<byte>";
    public const string Chars = "global::System.ReadOnlySpan<char>";
    public const string MaybeNull = "[global::System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)]";
}
