using System;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Steno.Generators.Emitting;
using Steno.Generators.Models;

namespace Steno.Generators.Parsing;

/// <summary>The value of a missing member, as C# and, where it is known, as JSON.</summary>
internal sealed record DefaultValue(string Expression, string? Json);

/// <summary>Turns a default into an expression of the member's type.</summary>
internal static class DefaultParser
{
    public const string Null = "null";

    /// <summary>What C# gives to a field of the type.</summary>
    public static string OfType(ValueShape value) => value.IsNullable ? Null : "default!";

    /// <summary>The default as JSON; null where it has none, or where code that was written by hand writes it, of which only the null around it is known.</summary>
    public static string? JsonOf(DefaultValue given, ValueShape value)
        => value.IsByHand || (value.Schema == "true" && given.Json != Null) || given.Json is { } json && !JsonNames.IsText(json) ? null : given.Json;

    /// <summary>What a [JsonDefault] says; null when it does not fit the member.</summary>
    public static DefaultValue? Parse(INamedTypeSymbol type, AttributeData attribute, MemberSymbol member, ValueShape value, Func<ISymbol, bool> isUsable)
    {
        if (attribute.Named("Member") is string name)
        {
            return OfMember(type, name, member.Property.Type, isUsable);
        }
        if (attribute.ConstructorArguments.Length == 0)
        {
            return Empty(member.Property.Type, value);
        }
        TypedConstant constant = attribute.ConstructorArguments[0];
        if (constant.IsNull)
        {
            return OfConstant(null, member.Property.Type, value);
        }
        if (constant.Kind == TypedConstantKind.Enum)
        {
            bool isSame = SymbolEqualityComparer.Default.Equals(constant.Type, Underlying(member.Property.Type));
            return isSame ? new($"({constant.Type!.FullName()})({constant.Value})", EnumJson(constant.Value, constant.Type!, value)) : null;
        }
        return constant.Kind == TypedConstantKind.Primitive ? OfConstant(constant.Value, member.Property.Type, value) : null;
    }

    /// <summary>The default value of a constructor's parameter, which the compiler has checked.</summary>
    public static DefaultValue OfParameter(IParameterSymbol parameter, ValueShape value)
    {
        object? constant = parameter.ExplicitDefaultValue;
        return OfConstant(constant, parameter.Type, value)
            ?? new(
                constant is null ? OfType(value) : $"({value.Type})({SymbolDisplay.FormatPrimitive(constant, quoteStrings: true, useHexadecimalNumbers: false)})",
                EnumJson(constant, Underlying(parameter.Type), value));
    }

    /// <summary>The name of an enum's value; null when it has none, or when code written by hand writes it in a way that nobody knows.</summary>
    private static string? EnumJson(object? constant, ITypeSymbol type, ValueShape value)
        => constant is not null && value.Schema != "true" && EnumParser.FindName(type, constant) is { } name ? Literals.Json(name) : null;

    private static DefaultValue? OfConstant(object? constant, ITypeSymbol type, ValueShape value)
    {
        ITypeSymbol target = Underlying(type);
        switch (constant)
        {
            case null:
                return value.IsNullable ? new(Null, "null") : null;
            case string text:
                return target.SpecialType == SpecialType.System_String ? new(Literals.Text(text), Literals.Json(text)) : null;
            case bool flag:
                return target.SpecialType == SpecialType.System_Boolean ? new(flag ? "true" : "false", flag ? "true" : "false") : null;
            case char one:
                return target.SpecialType == SpecialType.System_Char ? new(SymbolDisplay.FormatLiteral(one, quote: true), Literals.Json(one.ToString())) : null;
            default:
                return OfNumber(constant, target);
        }
    }

    private static DefaultValue? OfNumber(object constant, ITypeSymbol target)
    {
        if (ClrType(target.SpecialType) is not { } clr)
        {
            return null;
        }
        try
        {
            object converted = Convert.ChangeType(constant, clr, CultureInfo.InvariantCulture);
            double number = Convert.ToDouble(converted, CultureInfo.InvariantCulture);
            // A conversion that rounds, as of 1.5 to an integer, is a mistake; that of a double to a float is not.
            bool isSame = converted is float || number == Convert.ToDouble(constant, CultureInfo.InvariantCulture);
            if (!isSame || double.IsNaN(number) || double.IsInfinity(number))
            {
                return null;
            }
            string text = converted is double or float
                ? ((IFormattable)converted).ToString("R", CultureInfo.InvariantCulture)
                : Convert.ToString(converted, CultureInfo.InvariantCulture)!;
            string suffix = converted switch { float => "f", double => "d", decimal => "m", ulong => "UL", long => "L", uint => "u", _ => "" };
            string literal = converted is long.MinValue ? "long.MinValue" : text + suffix;
            return new(clr == typeof(sbyte) || clr == typeof(short) || clr == typeof(byte) || clr == typeof(ushort) ? $"({target.FullName()})({literal})" : literal, text);
        }
        catch (Exception problem) when (problem is OverflowException or InvalidCastException or FormatException)
        {
            return null;
        }
    }

    private static DefaultValue? Empty(ITypeSymbol type, ValueShape value)
    {
        if (value.Empty is { } empty)
        {
            return new(empty, value.Form == ValueForm.String ? "\"\"" : value.Schema.StartsWith("{\"type\":\"array\"", StringComparison.Ordinal) ? "[]" : "{}");
        }
        return type.IsValueType || value.IsNullable ? new(OfType(value), Zero(type, value)) : null;
    }

    /// <summary>Zero of the types that write it in a way known here.</summary>
    private static string? Zero(ITypeSymbol type, ValueShape value) => type switch
    {
        _ when value.Schema == "true" => null,
        { SpecialType: SpecialType.System_Boolean } => "false",
        INamedTypeSymbol { EnumUnderlyingType: { } number } => EnumJson(Convert.ChangeType(0, ClrType(number.SpecialType)!, CultureInfo.InvariantCulture), type, value),
        _ => value.Form == ValueForm.Integer ? "0" : null,
    };

    private static DefaultValue? OfMember(INamedTypeSymbol type, string name, ITypeSymbol memberType, Func<ISymbol, bool> isUsable)
    {
        foreach (ISymbol found in type.GetMembers(name).Where(found => found.IsStatic && isUsable(found)))
        {
            (ITypeSymbol? foundType, string call) = found switch
            {
                IPropertySymbol property => (property.Type, ""),
                IFieldSymbol field => (field.Type, ""),
                IMethodSymbol { Parameters.Length: 0, TypeParameters.Length: 0 } method => (method.ReturnType, "()"),
                _ => (null, ""),
            };
            if (SymbolEqualityComparer.Default.Equals(foundType, memberType) || SymbolEqualityComparer.Default.Equals(foundType, Underlying(memberType)))
            {
                return new($"{type.FullName()}.{name}{call}", null);
            }
        }
        return null;
    }

    private static ITypeSymbol Underlying(ITypeSymbol type)
        => type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;

    private static Type? ClrType(SpecialType type) => type switch
    {
        SpecialType.System_SByte => typeof(sbyte),
        SpecialType.System_Byte => typeof(byte),
        SpecialType.System_Int16 => typeof(short),
        SpecialType.System_UInt16 => typeof(ushort),
        SpecialType.System_Int32 => typeof(int),
        SpecialType.System_UInt32 => typeof(uint),
        SpecialType.System_Int64 => typeof(long),
        SpecialType.System_UInt64 => typeof(ulong),
        SpecialType.System_Single => typeof(float),
        SpecialType.System_Double => typeof(double),
        SpecialType.System_Decimal => typeof(decimal),
        _ => null,
    };
}
