using System.Linq;
using Microsoft.CodeAnalysis;
using Steno.Generators.Emitting;
using Steno.Generators.Models;

namespace Steno.Generators.Parsing;

/// <summary>Finds out how a value of a type is written: built in, by a type's own code, or not at all.</summary>
internal static class ValueParser
{
    private const string Runtime = "global::Steno.Json.";

    public static ValueShape? Parse(ITypeSymbol type, ParseContext context)
    {
        string name = type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).FullName();
        return type.SpecialType switch
        {
            SpecialType.System_Boolean => new(ValueForm.Boolean, name, Runtime + "BooleanCodec", "{\"type\":\"boolean\"}"),
            SpecialType.System_String when type.NullableAnnotation != NullableAnnotation.Annotated
                => new(ValueForm.String, name, Runtime + "StringCodec", "{\"type\":\"string\"}"),
            SpecialType.System_Byte => Integer(name, "uint8", isUnsigned: true),
            SpecialType.System_UInt16 => Integer(name, "uint16", isUnsigned: true),
            SpecialType.System_UInt32 => Integer(name, "uint32", isUnsigned: true),
            SpecialType.System_UInt64 => Integer(name, "uint64", isUnsigned: true),
            SpecialType.System_SByte => Integer(name, "int8", isUnsigned: false),
            SpecialType.System_Int16 => Integer(name, "int16", isUnsigned: false),
            SpecialType.System_Int32 => Integer(name, "int32", isUnsigned: false),
            SpecialType.System_Int64 => Integer(name, "int64", isUnsigned: false),
            _ when name == "global::System.Guid" => new(ValueForm.Guid, name, Runtime + "GuidCodec", "{\"type\":\"string\",\"format\":\"uuid\"}"),
            _ => type is INamedTypeSymbol named && type.NullableAnnotation != NullableAnnotation.Annotated ? ParseNamed(named, name, context) : null,
        };
    }

    private static ValueShape? ParseNamed(INamedTypeSymbol type, string name, ParseContext context)
    {
        if (type.Attribute(AttributeNames.Enum) is not null)
        {
            context.Refer(type);
            // An enum's code stands in a class beside the outermost type, since a nested class cannot have extension methods.
            string around = type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString() + ".";
            return new(ValueForm.Codec, name, $"global::{around}{type.Name}Names.Codec", Reference(type));
        }
        if (type.Attribute(AttributeNames.Newtype) is not null)
        {
            // A newtype leaves no trace in JSON, so its schema is its member's.
            NewtypeShape? newtype = TypeParser.ParseShape(type, context.ForOtherType()) as NewtypeShape;
            return new(ValueForm.Codec, name, name, newtype?.Member.Value.Schema ?? "true");
        }
        if (type.Attribute(AttributeNames.Object) is not null || type.Attribute(AttributeNames.Union) is not null)
        {
            context.Refer(type);
            return new(ValueForm.Codec, name, name, Reference(type));
        }
        bool isByHand = type.AllInterfaces.Any(each =>
            each.OriginalDefinition.ToDisplayString() == AttributeNames.Interface && SymbolEqualityComparer.Default.Equals(each.TypeArguments[0], type));
        return isByHand ? new(ValueForm.Codec, name, name, "true") : null;
    }

    private static string Reference(INamedTypeSymbol type) => $"{{\"$ref\":\"#/$defs/{type.Name}\"}}";

    private static ValueShape Integer(string name, string format, bool isUnsigned)
        => new(ValueForm.Integer, name, $"{Runtime}IntegerCodec<{name}>", $"{{\"type\":\"integer\",\"format\":\"{format}\"{(isUnsigned ? ",\"minimum\":0" : "")}}}");
}
