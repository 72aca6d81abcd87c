using Microsoft.CodeAnalysis;

namespace Steno.Generators.Parsing;

/// <summary>What an attribute on a type says of all its members.</summary>
internal sealed record MemberOptions(Naming Naming, bool SkipsNulls)
{
    /// <summary>For a member that is written alone, so that its name never shows.</summary>
    public static readonly MemberOptions None = new(Naming.SnakeCase, false);

    public static MemberOptions Of(AttributeData attribute)
        => new(attribute.Naming("Naming", Naming.SnakeCase), attribute.Named("SkipNulls") is true);

    /// <summary>Whether members that the type does not have are refused.</summary>
    public static bool RefusesUnknown(INamedTypeSymbol type, AttributeData attribute)
    {
        const int Disallow = 1; // JsonUnmappedMemberHandling.Disallow
        return attribute.Named("RefuseUnknown") is true
            || type.Attribute(AttributeNames.UnmappedMembers)?.ConstructorArguments[0].Value is Disallow;
    }
}
