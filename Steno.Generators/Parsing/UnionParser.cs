using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Steno.Generators.Diagnostics;
using Steno.Generators.Models;

namespace Steno.Generators.Parsing;

/// <summary>Finds the cases of a union: sealed nested records of an abstract record, or marked factories of a struct.</summary>
internal static class UnionParser
{
    public static TypeShape? Parse(INamedTypeSymbol type, AttributeData attribute, TypeFrame frame, ParseContext context)
    {
        int problems = context.Problems.Count;
        TypeShape? shape = type.IsValueType
            ? ParseStruct(type, attribute, frame, context)
            : ParseClass(type, attribute, frame, context);
        return context.Problems.Count == problems ? shape : null;
    }

    private static ClassUnionShape? ParseClass(INamedTypeSymbol type, AttributeData attribute, TypeFrame frame, ParseContext context)
    {
        if (!type.IsAbstract || !type.IsRecord)
        {
            context.Report(Rules.BadUnion, type, type.Name, "it must be an abstract record or a struct");
            return null;
        }
        Naming caseNaming = attribute.Naming("CaseNaming", Naming.PascalCase);
        MemberOptions options = MemberOptions.Of(attribute, isInside: false);
        int problems = context.Problems.Count;
        List<ClassCase> cases = new();
        foreach (INamedTypeSymbol nested in type.GetTypeMembers().Where(nested => SymbolEqualityComparer.Default.Equals(nested.BaseType, type)))
        {
            if (!nested.IsSealed)
            {
                context.Report(Rules.BadUnion, nested, type.Name, $"its case '{nested.Name}' must be sealed");
            }
            AttributeData? marked = nested.Attribute(AttributeNames.Case);
            bool isNewtype = marked?.Named("IsNewtype") is true;
            if (MemberParser.Parse(nested, options, context) is not { } members)
            {
                continue;
            }
            if (isNewtype && (members.Count != 1 || members[0].Flat is not null))
            {
                context.Report(Rules.NotOneMember, nested, nested.Name, members.Count.ToString());
            }
            cases.Add(new(nested.Name, nested.FullName(), marked?.Named("Name") as string ?? caseNaming.Apply(nested.Name), Documentation.Of(nested, context).Summary, isNewtype, members));
        }
        if (context.Problems.Count == problems)
        {
            // A case with a mistake is missing from the list, which would be reported as another one.
            Check(type, cases.Select(each => each.JsonName), context);
        }
        return new ClassUnionShape(frame, attribute.Named("IsEnvelope") is not true, new(cases), MemberOptions.RefusesUnknown(type, attribute));
    }

    private static StructUnionShape? ParseStruct(INamedTypeSymbol type, AttributeData attribute, TypeFrame frame, ParseContext context)
    {
        IPropertySymbol? tag = type.GetMembers().OfType<IPropertySymbol>().FirstOrDefault(property => property.Attribute(AttributeNames.Tag) is not null);
        if (tag is null || tag.Type.TypeKind != TypeKind.Enum)
        {
            context.Report(Rules.BadUnion, type, type.Name, "one property must have [JsonTag] and be an enum that names the cases");
            return null;
        }
        Naming caseNaming = attribute.Naming("CaseNaming", Naming.PascalCase);
        List<StructCase> cases = new();
        foreach (ISymbol member in type.GetMembers())
        {
            if (member.Attribute(AttributeNames.Case) is { } options && ParseCase(type, member, options, caseNaming, context) is { } found)
            {
                cases.Add(found);
            }
        }
        Check(type, cases.Select(each => each.JsonName), context);
        HashSet<string> tags = new(tag.Type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue).Select(field => field.Name));
        if (!tags.SetEquals(cases.Select(each => each.Factory)))
        {
            context.Report(Rules.BadUnion, type, type.Name, $"its cases are not the members of '{tag.Type.Name}'");
        }
        return new StructUnionShape(frame, attribute.Named("IsEnvelope") is not true, tag.Name, tag.Type.FullName(), new(cases));
    }

    private static StructCase? ParseCase(INamedTypeSymbol type, ISymbol member, AttributeData options, Naming naming, ParseContext context)
    {
        string? description = Documentation.Of(member, context).Summary;
        string jsonName = options.Named("Name") as string ?? naming.Apply(member.Name);
        string? valueName = options.ConstructorArguments.FirstOrDefault().Value as string;
        if (member is IPropertySymbol { IsStatic: true } unit && valueName is null && SymbolEqualityComparer.Default.Equals(unit.Type, type))
        {
            return new(member.Name, jsonName, description, null, null);
        }
        IPropertySymbol? property = valueName is null ? null : type.GetMembers(valueName).OfType<IPropertySymbol>().FirstOrDefault();
        bool isFactory = member is IMethodSymbol { IsStatic: true, Parameters.Length: 1 } method
            && SymbolEqualityComparer.Default.Equals(method.ReturnType, type)
            && property is not null
            && SymbolEqualityComparer.Default.Equals(method.Parameters[0].Type, property.Type);
        if (!isFactory)
        {
            context.Report(Rules.BadUnion, member, type.Name,
                $"its case '{member.Name}' must be a static property, or a static method with one parameter and the name of the property that gives it back");
            return null;
        }
        if (ValueParser.Parse(property!.Type, context) is not { } value)
        {
            context.Report(Rules.UnsupportedMemberType, property, property.Name, property.Type.ToDisplayString());
            return null;
        }
        return new(member.Name, jsonName, description, property.Name, value);
    }

    private static void Check(INamedTypeSymbol type, IEnumerable<string> names, ParseContext context)
    {
        List<string> all = names.ToList();
        if (all.Count == 0)
        {
            context.Report(Rules.BadUnion, type, type.Name, "it has no cases");
        }
        JsonNames.Check(type, all, context);
    }
}
