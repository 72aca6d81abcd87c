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
    public const string Converter = "System.Text.Json.Serialization.JsonConverterAttribute";
    public const string Flags = "System.FlagsAttribute";
    public const string Interface = "Steno.Json.IStenoJson<TSelf>";

    /// <summary>The attributes that ask for code.</summary>
    public static readonly string[] Targets = { Object, Newtype, Union, Enum };
}
