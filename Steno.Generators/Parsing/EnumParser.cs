using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Steno.Generators.Diagnostics;
using Steno.Generators.Models;

namespace Steno.Generators.Parsing;

/// <summary>Finds the names of an enum's members.</summary>
internal static class EnumParser
{
    public static EnumShape? Parse(INamedTypeSymbol type, AttributeData attribute, TypeFrame frame, ParseContext context)
    {
        if (type.Attribute(AttributeNames.Flags) is not null)
        {
            context.Report(Rules.FlagsEnum, type, type.Name);
            return null;
        }
        Naming naming = NamingOf(attribute);
        List<IFieldSymbol> fields = type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue).ToList();
        List<EnumMember> members = fields.Select(field => new EnumMember(field.Name.Escaped(), JsonName(field, naming))).ToList();
        JsonNames.Check(type, members.Select(member => member.JsonName), context);
        if (fields.Select(field => field.ConstantValue).Distinct().Count() < fields.Count)
        {
            context.Report(Rules.UnsupportedType, type, type.Name, "two of its members have the same value, so that value has no one name");
        }
        if (fields.Count == 0)
        {
            context.Report(Rules.UnsupportedType, type, type.Name, "it has no members");
        }
        if (SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, context.Assembly) && type.ContainingNamespace.GetTypeMembers(NamesClass(type)).Length > 0)
        {
            context.Report(Rules.UnsupportedType, type, type.Name, $"its code stands in a class {NamesClass(type)} beside the outermost type, and there is a type of that name already");
        }
        return new EnumShape(frame, NamesClass(type), new(members));
    }

    /// <summary>The class of its names stands beside the outermost type, so the name of a nested enum has those of the types around it before it.</summary>
    public static string NamesClass(INamedTypeSymbol type)
    {
        string name = type.Name + "Names";
        for (INamedTypeSymbol? around = type.ContainingType; around is not null; around = around.ContainingType)
        {
            name = around.Name + name;
        }
        return name;
    }

    /// <summary>The name of the member with this value; null when none has it, or the type is no [JsonEnum].</summary>
    public static string? FindName(ITypeSymbol type, object value)
        => type.Attribute(AttributeNames.Enum) is { } attribute
            && type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && value.Equals(field.ConstantValue)) is { } found
            ? JsonName(found, NamingOf(attribute))
            : null;

    private static Naming NamingOf(AttributeData attribute) => attribute.Naming("Naming", Naming.PascalCase);

    private static string JsonName(IFieldSymbol field, Naming naming) => field.GivenName() ?? naming.Apply(field.Name);
}
