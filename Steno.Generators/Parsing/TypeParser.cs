// Turns the symbols of one attributed type, and of the types that its schema refers to, into a model of strings.
// A mistake is noted and parsing goes on, so that one build shows all of them.

using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Steno.Generators.Diagnostics;
using Steno.Generators.Emitting;
using Steno.Generators.Models;

namespace Steno.Generators.Parsing;

internal static class TypeParser
{
    private const int MaxArgumentLevels = 16;

    public static Target Parse(GeneratorAttributeSyntaxContext found, CancellationToken cancellation)
    {
        ParseContext context = new(found.SemanticModel.Compilation.Assembly);
        string[] asking = AttributeNames.Targets.Where(name => found.TargetSymbol.Attribute(name) is not null).ToArray();
        if (asking.Length > 1)
        {
            // Each attribute brings the type here; one of them reports it.
            if (found.Attributes[0].AttributeClass?.ToDisplayString() == asking[0])
            {
                context.Report(Rules.UnsupportedType, found.TargetSymbol, found.TargetSymbol.Name, "it has several of the attributes, which contradict each other");
            }
            return new Target(null, new(), new(), new(context.Problems));
        }
        TypeShape? type = ParseShape((INamedTypeSymbol)found.TargetSymbol, context);
        List<SchemaDefinition> definitions = context.Problems.Count == 0 ? ParseDefinitions(found.TargetSymbol, context, cancellation) : new();
        IEnumerable<string> names = definitions.Select(each => each.Name).Concat(context.Parameters.Keys);
        foreach (IGrouping<string, string> same in names.GroupBy(name => name).Where(group => group.Count() > 1))
        {
            context.Report(Rules.UnsupportedType, found.TargetSymbol, found.TargetSymbol.Name, $"its schema refers to two types named {same.Key}");
        }
        return new Target(
            context.Problems.Count == 0 ? type : null, new(definitions), new(context.Parameters.Select(pair => new SchemaParameter(pair.Key, pair.Value))), new(context.Problems));
    }

    public static TypeShape? ParseShape(INamedTypeSymbol type, ParseContext context)
        => ParseUndescribed(type, context) is { } shape ? shape with { Description = Documentation.Of(type, context).Summary } : null;

    private static TypeShape? ParseUndescribed(INamedTypeSymbol type, ParseContext context)
    {
        TypeFrame? frame = FrameParser.Parse(type, context);
        if (frame is null)
        {
            return null;
        }
        if (type.Attribute(AttributeNames.Object) is { } isObject)
        {
            bool isNew = context.Enter(type);
            EquatableArray<MemberShape>? members = MemberParser.Parse(type, MemberOptions.Of(isObject, isInside: true), context);
            if (isNew)
            {
                context.Leave(type);
            }
            return members is { } found ? new ObjectShape(frame, found, MemberOptions.RefusesUnknown(type, isObject)) : null;
        }
        if (type.Attribute(AttributeNames.Newtype) is not null)
        {
            return ParseNewtype(type, frame, context);
        }
        if (type.Attribute(AttributeNames.Union) is { } isUnion)
        {
            return UnionParser.Parse(type, isUnion, frame, context);
        }
        return EnumParser.Parse(type, type.Attribute(AttributeNames.Enum)!, frame, context);
    }

    private static NewtypeShape? ParseNewtype(INamedTypeSymbol type, TypeFrame frame, ParseContext context)
    {
        context.Enter(type);
        EquatableArray<MemberShape>? parsed = MemberParser.Parse(type, MemberOptions.None, context);
        context.Leave(type);
        if (parsed is not { } members)
        {
            return null;
        }
        if (members.Count != 1 || members[0].Flat is not null)
        {
            context.Report(Rules.NotOneMember, type, type.Name, members.Count.ToString());
            return null;
        }
        return new NewtypeShape(frame, members[0]);
    }

    private static List<SchemaDefinition> ParseDefinitions(ISymbol target, ParseContext problems, CancellationToken cancellation)
    {
        ParseContext context = problems.ForOtherType();
        List<SchemaDefinition> definitions = new();
        while (context.TakeReferenced() is { } referenced)
        {
            cancellation.ThrowIfCancellationRequested();
            if (ArgumentLevels(referenced) > MaxArgumentLevels)
            {
                // A generic type that contains itself with ever larger arguments has no end.
                problems.Report(Rules.UnsupportedType, target, target.Name, $"its schema refers to generic types that are nested deeper than {MaxArgumentLevels} levels");
                break;
            }
            if (ParseShape(referenced, context) is { } shape)
            {
                definitions.Add(new(ValueParser.DefinitionName(referenced), SchemaEmitter.Body(shape)));
            }
        }
        return definitions.OrderBy(definition => definition.Name, System.StringComparer.Ordinal).ToList();
    }

    private static int ArgumentLevels(ITypeSymbol type) => type switch
    {
        INamedTypeSymbol { IsGenericType: true } generic => 1 + generic.TypeArguments.Max(ArgumentLevels),
        IArrayTypeSymbol array => ArgumentLevels(array.ElementType),
        _ => 0,
    };
}
