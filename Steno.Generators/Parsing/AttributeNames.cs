namespace Steno.Generators.Parsing;

/// <summary>The names by which the generator knows the runtime; it knows no other type.</summary>
internal static class AttributeNames
{
    public const string Object = "Steno.Json.JsonObjectAttribute";
    public const string Newtype = "Steno.Json.JsonNewtypeAttribute";
    public const string Union = "Steno.Json.JsonUnionAttribute";
    public const string Enum = "Steno.Json.JsonEnumAttribute";
    public const string Case = "Steno.Json.JsonCaseAttribute";
    public const string Tag = "Steno.Json.JsonTagAttribute";
    public const string Name = "Steno.Json.JsonNameAttribute";
    public const string Default = "Steno.Json.JsonDefaultAttribute";
    public const string Codec = "Steno.Json.JsonCodecAttribute";
    public const string Flatten = "Steno.Json.JsonFlattenAttribute";
    public const string PropertyName = "System.Text.Json.Serialization.JsonPropertyNameAttribute";
    public const string EnumMemberName = "System.Text.Json.Serialization.JsonStringEnumMemberNameAttribute";
    public const string Ignore = "System.Text.Json.Serialization.JsonIgnoreAttribute";
    public const string Required = "System.Text.Json.Serialization.JsonRequiredAttribute";
    public const string Constructor = "System.Text.Json.Serialization.JsonConstructorAttribute";
    public const string UnmappedMembers = "System.Text.Json.Serialization.JsonUnmappedMemberHandlingAttribute";
    public const string SetsRequired = "System.Diagnostics.CodeAnalysis.SetsRequiredMembersAttribute";
    public const string Converter = "System.Text.Json.Serialization.JsonConverterAttribute";
    public const string ConverterClass = "System.Text.Json.Serialization.JsonConverter<T>";
    public const string Flags = "System.FlagsAttribute";
    public const string Interface = "Steno.Json.IStenoJson<TSelf>";
    public const string CodecInterface = "Steno.Json.IJsonCodec<T>";
    public const string KeyInterface = "Steno.Json.IJsonKeyCodec<T>";

    /// <summary>Attributes of System.Text.Json for members that have no effect in generated code, with what to use instead.</summary>
    public static readonly (string Attribute, string Instead)[] NotHonoured =
    {
        (Converter, "[JsonCodec]"),
        ("System.Text.Json.Serialization.JsonNumberHandlingAttribute", "[JsonCodec]"),
        ("System.Text.Json.Serialization.JsonExtensionDataAttribute", "a member of type RawJson or Dictionary<string, RawJson>"),
        ("System.Text.Json.Serialization.JsonPropertyOrderAttribute", "the order of declaration"),
    };

    /// <summary>The attributes that ask for code.</summary>
    public static readonly string[] Targets = { Object, Newtype, Union, Enum };
}
