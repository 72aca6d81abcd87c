using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Steno.Generators.Emitting;
using Steno.Generators.Models;

namespace Steno.Generators.Parsing;

/// <summary>Finds the code of arrays, lists, sets, dictionaries and tuples: a codec of the runtime over those of the items.</summary>
internal static class CollectionParser
{
    private const string Runtime = "global::Steno.Json.";
    private const string Collections = "global::System.Collections.";
    private const int MostTupleItems = 7;

    /// <summary>Null when the type is no collection, or one of items that have no code.</summary>
    public static ValueShape? Parse(ITypeSymbol type, ParseContext context) => type switch
    {
        IArrayTypeSymbol { Rank: 1 } array => Items(type, array.ElementType, "ArrayCodec", "global::System.Array.Empty<{0}>()", "{ Length: 0 }", context),
        INamedTypeSymbol { IsTupleType: true } tuple => Tuple(tuple, context),
        INamedTypeSymbol { IsGenericType: true } generic => Generic(generic, context),
        _ => null,
    };

    /// <summary>The type of a dictionary's keys, when it is the reason why the dictionary has no code.</summary>
    public static ITypeSymbol? FindBadKey(ITypeSymbol type, ParseContext context)
        => type is INamedTypeSymbol { TypeArguments.Length: 2 } generic
            && generic.OriginalDefinition.ToDisplayString() is ("System.Collections.Generic.Dictionary<TKey, TValue>" or "System.Collections.Generic.IReadOnlyDictionary<TKey, TValue>")
            && ValueParser.Parse(generic.TypeArguments[0], context)?.Key is null
            ? generic.TypeArguments[0]
            : null;

    private static ValueShape? Generic(INamedTypeSymbol type, ParseContext context)
    {
        ITypeSymbol first = type.TypeArguments[0];
        return type.OriginalDefinition.ToDisplayString() switch
        {
            "System.Collections.Generic.List<T>" => Items(type, first, "ListCodec", $"new {Collections}Generic.List<{{0}}>()", "{ Count: 0 }", context),
            "System.Collections.Generic.IReadOnlyList<T>" => Items(type, first, "ReadOnlyListCodec", "global::System.Array.Empty<{0}>()", "{ Count: 0 }", context),
            "System.Collections.Generic.HashSet<T>" => Items(type, first, "HashSetCodec", $"new {Collections}Generic.HashSet<{{0}}>()", "{ Count: 0 }", context, isUnique: true),
            "System.Collections.Immutable.ImmutableArray<T>" => Items(type, first, "ImmutableArrayCodec", $"{Collections}Immutable.ImmutableArray<{{0}}>.Empty", "{ IsDefault: false, Length: 0 }", context),
            "System.Collections.Generic.Dictionary<TKey, TValue>" => Entries(type, first, type.TypeArguments[1], "DictionaryCodec", context),
            "System.Collections.Generic.IReadOnlyDictionary<TKey, TValue>" => Entries(type, first, type.TypeArguments[1], "ReadOnlyDictionaryCodec", context),
            _ => null,
        };
    }

    private static ValueShape? Items(ITypeSymbol type, ITypeSymbol item, string codec, string empty, string emptyPattern, ParseContext context, bool isUnique = false)
    {
        if (ValueParser.Parse(item, context) is not { } value)
        {
            return null;
        }
        string schema = $"{{\"type\":\"array\",\"items\":{value.Schema}{(isUnique ? ",\"uniqueItems\":true" : "")}}}";
        return new(ValueForm.Codec, type.FullName(), $"{Runtime}{codec}<{value.Type}, {value.Codec}>", schema)
        {
            Empty = string.Format(System.Globalization.CultureInfo.InvariantCulture, empty, value.Type),
            EmptyPattern = emptyPattern,
        };
    }

    private static ValueShape? Entries(ITypeSymbol type, ITypeSymbol keyType, ITypeSymbol valueType, string codec, ParseContext context)
    {
        if (ValueParser.Parse(keyType, context) is not { Key: { } keyCodec } key || ValueParser.Parse(valueType, context) is not { } value)
        {
            return null;
        }
        string names = keyCodec.Schema is null ? "" : ",\"propertyNames\":" + keyCodec.Schema;
        return new(
            ValueForm.Codec, type.FullName(), $"{Runtime}{codec}<{key.Type}, {keyCodec.Codec}, {value.Type}, {value.Codec}>",
            $"{{\"type\":\"object\",\"additionalProperties\":{value.Schema}{names}}}")
        {
            Empty = $"new {Collections}Generic.Dictionary<{key.Type}, {value.Type}>()",
            EmptyPattern = "{ Count: 0 }",
        };
    }

    private static ValueShape? Tuple(INamedTypeSymbol type, ParseContext context)
    {
        List<ValueShape?> items = type.TupleElements.Select(element => ValueParser.Parse(element.Type, context)).ToList();
        if (items.Count is < 2 or > MostTupleItems || items.Contains(null))
        {
            return null;
        }
        return new(
            ValueForm.Codec, type.FullName(), $"{Runtime}TupleCodec<{string.Join(", ", items.Select(item => $"{item!.Type}, {item.Codec}"))}>",
            $"{{\"type\":\"array\",\"prefixItems\":{SchemaEmitter.List(items.Select(item => item!.Schema))},\"minItems\":{items.Count},\"maxItems\":{items.Count}}}");
    }
}
