using System.Collections.Generic;
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
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return Parse(nullable.TypeArguments[0], context) is { } value ? Nullable(value, isReference: false) : null;
        }
        if (type.NullableAnnotation == NullableAnnotation.Annotated)
        {
            // A `T?` of which nobody knows whether it is a reference has no one meaning.
            return type.IsReferenceType && Parse(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated), context) is { } value
                ? Nullable(value, isReference: true)
                : null;
        }
        return BuiltInValues.Parse(type)
            ?? CollectionParser.Parse(type, context)
            ?? type switch
            {
                ITypeParameterSymbol parameter => ParseParameter(parameter, context),
                INamedTypeSymbol named => ParseNamed(named, type.FullName(), context),
                _ => null,
            };
    }

    /// <summary>The value with a codec that was named for it; null when that is not one for this type.</summary>
    public static ValueShape? ParseWith(ITypeSymbol codec, ITypeSymbol type)
    {
        if (codec.ImplementsFor(AttributeNames.CodecInterface, type) && (type.IsValueType || type.NullableAnnotation != NullableAnnotation.Annotated))
        {
            return ByHand(type, codec) with { IsNullable = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } };
        }
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return codec.ImplementsFor(AttributeNames.CodecInterface, nullable.TypeArguments[0]) ? Nullable(ByHand(nullable.TypeArguments[0], codec), isReference: false) : null;
        }
        return type.IsReferenceType && codec.ImplementsFor(AttributeNames.CodecInterface, type) ? Nullable(ByHand(type, codec), isReference: true) : null;
    }

    /// <summary>The value with a converter of System.Text.Json that was named for it; null when that is not one for this type.</summary>
    public static ValueShape? ParseWithConverter(AttributeData? attribute, ITypeSymbol type)
    {
        ITypeSymbol plain = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;
        if (attribute?.ConstructorArguments.FirstOrDefault().Value is not INamedTypeSymbol { IsAbstract: false, IsUnboundGenericType: false } converter
            || !converter.InstanceConstructors.Any(constructor => constructor.Parameters.IsEmpty && constructor.DeclaredAccessibility == Accessibility.Public)
            || !converter.IsConverterOf(plain))
        {
            return null;
        }
        string name = plain.FullName();
        ValueShape value = new(ValueForm.Codec, name, $"{Runtime}ConverterCodec<{name}, {converter.FullName()}>", "true") { IsByHand = true };
        return type.NullableAnnotation == NullableAnnotation.Annotated ? Nullable(value, type.IsReferenceType) : value;
    }

    /// <summary>The name of a type's definition in a schema: the type's own, with those of its arguments.</summary>
    public static string DefinitionName(INamedTypeSymbol type)
    {
        if (!type.IsGenericType)
        {
            return type.Name;
        }
        IEnumerable<char> text = type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat).Select(each => char.IsLetterOrDigit(each) ? each : '_');
        return string.Join("_", new string(text.ToArray()).Split(new[] { '_' }, System.StringSplitOptions.RemoveEmptyEntries));
    }

    private static ValueShape? ParseNamed(INamedTypeSymbol type, string name, ParseContext context)
    {
        string reference = Reference(DefinitionName(type));
        if (type.Attribute(AttributeNames.Enum) is not null)
        {
            context.Refer(type);
            // An enum's code stands in a class beside the outermost type, since a nested class cannot have extension methods.
            string around = type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString() + ".";
            string codec = $"global::{around}{EnumParser.NamesClass(type)}.Codec";
            return new(ValueForm.Codec, name, codec, reference) { Key = new(codec, reference) };
        }
        if (type.Attribute(AttributeNames.Newtype) is not null)
        {
            if (context.IsInside(type))
            {
                context.Refer(type);
                return new(ValueForm.Codec, name, name, reference);
            }
            // A newtype leaves no trace in JSON, so its schema is its member's, unless it contains itself.
            NewtypeShape? newtype = TypeParser.ParseShape(type, context.ForOtherType()) as NewtypeShape;
            ValueShape? value = newtype?.Member.Value;
            return new(ValueForm.Codec, name, name, value?.Schema ?? "true")
            {
                Description = newtype?.Description,
                Key = value?.Key is { } key ? key with { Codec = name } : null,
            };
        }
        if (type.Attribute(AttributeNames.Object) is not null || type.Attribute(AttributeNames.Union) is not null)
        {
            context.Refer(type);
            return new(ValueForm.Codec, name, name, reference);
        }
        return type.ImplementsFor(AttributeNames.Interface, type) ? ByHand(type, type) : ParseWithConverter(type.Attribute(AttributeNames.Converter), type);
    }

    /// <summary>
    /// A type parameter's code is the type itself when its constraint says that it has code, another parameter when that is constrained to be its code,
    /// and otherwise looked up when the code runs: only then is Box&lt;int&gt; possible without a constraint that int does not meet.
    /// </summary>
    private static ValueShape ParseParameter(ITypeParameterSymbol parameter, ParseContext context)
    {
        string codec = $"{Runtime}RegisteredCodec<{parameter.Name}>";
        if (parameter.ConstraintTypes.OfType<INamedTypeSymbol>().Any(each => each.IsFor(AttributeNames.Interface, parameter)))
        {
            codec = parameter.Name;
        }
        else if (parameter.DeclaringType?.TypeParameters.FirstOrDefault(other => IsCodecOf(other, parameter)) is { } other)
        {
            codec = other.Name;
        }
        context.Refer(parameter, codec);
        return new(ValueForm.Codec, parameter.Name, codec, Reference(parameter.Name));
    }

    private static bool IsCodecOf(ITypeParameterSymbol other, ITypeParameterSymbol parameter)
        => other.ConstraintTypes.OfType<INamedTypeSymbol>().Any(each => each.IsFor(AttributeNames.CodecInterface, parameter));

    /// <summary>Nobody can tell the schema of code that was written by hand before it runs.</summary>
    private static ValueShape ByHand(ITypeSymbol type, ITypeSymbol codec)
        => new(ValueForm.Codec, type.FullName(), codec.FullName(), "true")
        {
            IsByHand = true,
            Key = codec.ImplementsFor(AttributeNames.KeyInterface, type) ? new(codec.FullName(), null) : null,
        };

    private static ValueShape Nullable(ValueShape value, bool isReference)
        => new(ValueForm.Codec, value.Type + "?", $"{Runtime}{(isReference ? "Optional" : "Nullable")}Codec<{value.Type}, {value.Codec}>", SchemaEmitter.OrNull(value.Schema))
        {
            Description = value.Description,
            IsNullable = true,
        };

    private static string Reference(string name) => $"{{\"$ref\":\"#/$defs/{name}\"}}";
}
