using System.Linq;
using Microsoft.CodeAnalysis;

namespace Steno.Generators.Parsing;

/// <summary>A property with the constructor's parameter that sets it. Attributes may stand on either: a positional record has both in one place.</summary>
internal sealed record MemberSymbol(IPropertySymbol Property, IParameterSymbol? Parameter)
{
    // The values of System.Text.Json's JsonIgnoreCondition.
    private const int Always = 1;
    private const int WhenDefault = 2;
    private const int WhenNull = 3;

    public string Name => Property.Name;

    /// <summary>When a member is ignored, as one of System.Text.Json's conditions.</summary>
    private int Ignored => Attribute(AttributeNames.Ignore) is { } ignore ? ignore.Named("Condition") as int? ?? Always : 0;

    public bool IsIgnored => Ignored == Always;

    public bool IsIgnoredWhenDefault => Ignored == WhenDefault;

    public bool IsIgnoredWhenNull => Ignored == WhenNull;

    /// <summary>Whether the condition is one that makes a value lose a member on its way.</summary>
    public bool IsIgnoredOneWay => Ignored > WhenNull;

    public bool IsMarkedRequired => Attribute(AttributeNames.Required) is not null;

    public AttributeData? Attribute(string name) => Parameter?.Attribute(name) ?? Property.Attribute(name);

    public string JsonName(Naming naming) => Parameter?.GivenName() ?? Property.GivenName() ?? naming.Apply(Property.Name);

    /// <summary>An attribute of System.Text.Json that would have no effect here, with what to use instead.</summary>
    public (string Name, string Instead)? FindNotHonoured()
    {
        foreach ((string attribute, string instead) in AttributeNames.NotHonoured)
        {
            if (Attribute(attribute) is { } found)
            {
                return (found.AttributeClass!.Name.Replace("Attribute", ""), instead);
            }
        }
        return null;
    }

    /// <summary>Where a mistake in it is reported: at the type when the property is declared elsewhere.</summary>
    public ISymbol Place(INamedTypeSymbol type) => Property.Locations.Any(location => location.IsInSource) ? Property : type;
}
