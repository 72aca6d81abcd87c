using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Steno.Generators.Models;

namespace Steno.Generators.Parsing;

/// <summary>The types of .NET that the runtime has a codec for.</summary>
internal static class BuiltInValues
{
    private const string Runtime = "global::Steno.Json.";
    private const string DateTimeSchema = "{\"type\":\"string\",\"format\":\"date-time\"}";
    private const string Base64Schema = "{\"type\":\"string\",\"contentEncoding\":\"base64\"}";

    private static readonly Dictionary<string, (string Codec, string Schema)> Named = new()
    {
        ["System.DateTime"] = ("DateTimeCodec", DateTimeSchema),
        ["System.DateTimeOffset"] = ("DateTimeOffsetCodec", DateTimeSchema),
        ["System.DateOnly"] = ("DateOnlyCodec", "{\"type\":\"string\",\"format\":\"date\"}"),
        ["System.TimeOnly"] = ("TimeOnlyCodec", "{\"type\":\"string\",\"pattern\":\"^\\\\d{2}:\\\\d{2}:\\\\d{2}(\\\\.\\\\d{1,7})?$\"}"),
        ["System.TimeSpan"] = ("TimeSpanCodec", "{\"type\":\"string\",\"pattern\":\"^-?(\\\\d+\\\\.)?\\\\d{2}:\\\\d{2}:\\\\d{2}(\\\\.\\\\d{1,7})?$\"}"),
        ["System.Uri"] = ("UriCodec", "{\"type\":\"string\",\"format\":\"uri-reference\"}"),
        ["System.Version"] = ("VersionCodec", "{\"type\":\"string\",\"pattern\":\"^\\\\d+(\\\\.\\\\d+){1,3}$\"}"),
        ["System.Half"] = ("FloatCodec<global::System.Half>", "{\"type\":\"number\"}"),
        ["System.ReadOnlyMemory<byte>"] = ("ByteMemoryCodec", Base64Schema),
        ["byte[]"] = ("ByteArrayCodec", Base64Schema),
    };

    /// <summary>The value of a type that is not annotated as nullable, or null when the type is not one of these.</summary>
    public static ValueShape? Parse(ITypeSymbol type)
    {
        string name = type.FullName();
        switch (type.SpecialType)
        {
            case SpecialType.System_Boolean:
                return new(ValueForm.Boolean, name, Runtime + "BooleanCodec", "{\"type\":\"boolean\"}");
            case SpecialType.System_String:
                return new(ValueForm.String, name, Runtime + "StringCodec", "{\"type\":\"string\"}") { Key = new(Runtime + "StringCodec", null), Empty = "\"\"" };
            case SpecialType.System_Byte:
                return Integer(name, "uint8", isUnsigned: true);
            case SpecialType.System_UInt16:
                return Integer(name, "uint16", isUnsigned: true);
            case SpecialType.System_UInt32:
                return Integer(name, "uint32", isUnsigned: true);
            case SpecialType.System_UInt64:
                return Integer(name, "uint64", isUnsigned: true);
            case SpecialType.System_SByte:
                return Integer(name, "int8", isUnsigned: false);
            case SpecialType.System_Int16:
                return Integer(name, "int16", isUnsigned: false);
            case SpecialType.System_Int32:
                return Integer(name, "int32", isUnsigned: false);
            case SpecialType.System_Int64:
                return Integer(name, "int64", isUnsigned: false);
            case SpecialType.System_Double:
                return Codec(name, "FloatCodec<double>", "{\"type\":\"number\",\"format\":\"double\"}");
            case SpecialType.System_Single:
                return Codec(name, "FloatCodec<float>", "{\"type\":\"number\",\"format\":\"float\"}");
            case SpecialType.System_Decimal:
                return Codec(name, "DecimalCodec", "{\"type\":\"number\"}");
            case SpecialType.System_Char:
                return Codec(name, "CharCodec", "{\"type\":\"string\",\"minLength\":1,\"maxLength\":1}") with { Key = new(Runtime + "CharCodec", "{\"minLength\":1,\"maxLength\":1}") };
        }
        switch (name)
        {
            case "global::System.Int128":
                return Integer(name, "int128", isUnsigned: false);
            case "global::System.UInt128":
                return Integer(name, "uint128", isUnsigned: true);
            case "global::System.Guid":
                return new(ValueForm.Guid, name, Runtime + "GuidCodec", "{\"type\":\"string\",\"format\":\"uuid\"}")
                {
                    Key = new(Runtime + "GuidCodec", "{\"format\":\"uuid\"}"),
                };
        }
        return Named.TryGetValue(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(), out (string Codec, string Schema) found)
            ? Codec(name, found.Codec, found.Schema)
            : null;
    }

    private static ValueShape Codec(string name, string codec, string schema) => new(ValueForm.Codec, name, Runtime + codec, schema);

    private static ValueShape Integer(string name, string format, bool isUnsigned)
    {
        string codec = $"{Runtime}IntegerCodec<{name}>";
        return new(ValueForm.Integer, name, codec, $"{{\"type\":\"integer\",\"format\":\"{format}\"{(isUnsigned ? ",\"minimum\":0" : "")}}}")
        {
            Key = new(codec, $"{{\"pattern\":\"^{(isUnsigned ? "" : "-?")}\\\\d+$\"}}"),
        };
    }
}
