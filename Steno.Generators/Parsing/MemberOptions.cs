using Microsoft.CodeAnalysis;

namespace Steno.Generators.Parsing;

/// <summary>What an attribute on a type says of all its members.</summary>
/// <param name="Naming">How their names are formed.</param>
/// <param name="SkipsNulls">Whether those that are null are left out.</param>
/// <param name="IsInside">Whether the code stands in the type itself, where it may use what is private; that for a union's case or a flattened member does not.</param>
internal sealed record MemberOptions(Naming Naming, bool SkipsNulls, bool IsInside)
{
    /// <summary>For a member that is written alone, so that its name never shows.</summary>
    public static readonly MemberOptions None = new(Naming.SnakeCase, false, IsInside: true);

    public static MemberOptions Of(AttributeData attribute, bool isInside)
        => new(attribute.Naming("Naming", Naming.SnakeCase), attribute.Named("SkipNulls") is true, isInside);

    /// <summary>Whether members that the type does not have are refused.</summary>
    public static bool RefusesUnknown(INamedTypeSymbol type, AttributeData attribute)
    {
        const int Disallow = 1; // JsonUnmappedMemberHandling.Disallow
        return attribute.Named("RefuseUnknown") is true
            || type.Attribute(AttributeNames.UnmappedMembers)?.ConstructorArguments[0].Value is Disallow;
    }
}
