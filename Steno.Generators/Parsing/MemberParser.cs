using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Steno.Generators.Diagnostics;
using Steno.Generators.Models;

namespace Steno.Generators.Parsing;

/// <summary>Finds the members of an object: its constructor's parameters, then its other settable properties.</summary>
internal static class MemberParser
{
    public const int MaxMembers = 64;

    public static EquatableArray<MemberShape>? Parse(INamedTypeSymbol type, Naming naming, ParseContext context)
    {
        List<IPropertySymbol> properties = type.GetMembers().OfType<IPropertySymbol>()
            .Where(property => !property.IsStatic && !property.IsIndexer && property.GetMethod is not null && property.ExplicitInterfaceImplementations.IsEmpty)
            .ToList();
        if (FindConstructor(type, properties) is not { } constructor)
        {
            context.Report(Rules.NoConstructor, type, type.Name);
            return null;
        }

        int problems = context.Problems.Count;
        List<MemberShape> members = new();
        foreach (IParameterSymbol parameter in constructor.Parameters)
        {
            IPropertySymbol property = Matching(parameter, properties)!;
            properties.Remove(property);
            string jsonName = parameter.Attribute(AttributeNames.Name) is not null ? parameter.JsonName(naming) : property.JsonName(naming);
            Add(members, property, jsonName, isParameter: true, context);
        }
        foreach (IPropertySymbol property in properties.Where(IsSettable))
        {
            Add(members, property, property.JsonName(naming), isParameter: false, context);
        }
        foreach (IGrouping<string, MemberShape> same in members.GroupBy(member => member.JsonName).Where(group => group.Count() > 1))
        {
            context.Report(Rules.DuplicateName, type, type.Name, same.Key);
        }
        if (members.Count > MaxMembers)
        {
            context.Report(Rules.UnsupportedType, type, type.Name, $"it has more than {MaxMembers} members");
        }
        return context.Problems.Count == problems ? new EquatableArray<MemberShape>(members) : null;
    }

    private static void Add(List<MemberShape> members, IPropertySymbol property, string jsonName, bool isParameter, ParseContext context)
    {
        if (ValueParser.Parse(property.Type, context) is not { } value)
        {
            context.Report(Rules.UnsupportedMemberType, property, property.Name, property.Type.ToDisplayString());
            return;
        }
        string variable = Naming.CamelCase.Apply(property.Name);
        // The generated methods have parameters and locals of these names; keywords need the @.
        bool isTaken = variable is "reader" or "writer" or "value" or "seen" or "name";
        variable = isTaken ? variable + "Member" : SyntaxFacts.GetKeywordKind(variable) == SyntaxKind.None ? variable : "@" + variable;
        members.Add(new(property.Name, variable, jsonName, value, isParameter));
    }

    /// <summary>The constructor with the most parameters of those that match properties; a struct without one is made by its initialiser.</summary>
    private static IMethodSymbol? FindConstructor(INamedTypeSymbol type, List<IPropertySymbol> properties)
        => type.InstanceConstructors
            .Where(constructor => constructor.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal)
            .Where(constructor => constructor.Parameters.All(parameter => Matching(parameter, properties) is not null))
            .OrderByDescending(constructor => constructor.Parameters.Length)
            .FirstOrDefault();

    private static IPropertySymbol? Matching(IParameterSymbol parameter, List<IPropertySymbol> properties)
        => properties.FirstOrDefault(property =>
            string.Equals(property.Name, parameter.Name, System.StringComparison.OrdinalIgnoreCase)
            && SymbolEqualityComparer.Default.Equals(property.Type, parameter.Type));

    private static bool IsSettable(IPropertySymbol property)
        => property.SetMethod?.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal && property.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal;
}
