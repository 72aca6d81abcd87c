using System.Linq;
using Microsoft.CodeAnalysis;
using Steno.Generators.Diagnostics;
using Steno.Generators.Models;

namespace Steno.Generators.Parsing;

/// <summary>Finds out what a missing member is, and when a member is left out. The two must agree, or a value would not come back.</summary>
internal static class OmissionParser
{
    public static MemberShape Parse(INamedTypeSymbol type, MemberSymbol member, MemberShape shape, MemberOptions options, ParseContext context)
    {
        bool skipsNull = shape.Value.IsNullable && (member.IsIgnoredWhenNull || (options.SkipsNulls && member.Attribute(AttributeNames.Ignore) is null && !member.IsMarkedRequired));
        if (Contradiction(member, shape) is { } contradiction)
        {
            context.Report(Rules.BadOmission, member.Place(type), member.Name, contradiction);
            return shape;
        }
        shape = shape with { Omission = member.IsIgnoredWhenDefault ? Omission.WhenMissing : skipsNull ? Omission.WhenNull : Omission.Never };
        if (member.IsMarkedRequired)
        {
            return shape;
        }
        if (member.Attribute(AttributeNames.Default) is { } attribute)
        {
            if (DefaultParser.Parse(type, attribute, member, shape.Value, isUsable: found => options.IsInside || found.IsUsableIn(context.Assembly)) is not { } given)
            {
                context.Report(Rules.BadDefault, member.Place(type), member.Name, shape.Value.Type.Replace("global::", ""));
                return shape;
            }
            shape = shape with { Missing = given.Expression, MissingJson = DefaultParser.JsonOf(given, shape.Value) };
        }
        else if (member.Parameter is { HasExplicitDefaultValue: true } parameter)
        {
            DefaultValue given = DefaultParser.OfParameter(parameter, shape.Value);
            shape = shape with { Missing = given.Expression, MissingJson = DefaultParser.JsonOf(given, shape.Value) };
        }
        else if (shape.Omission == Omission.WhenMissing || (shape.Value.IsNullable && !member.Property.IsRequired))
        {
            shape = shape with { Missing = DefaultParser.OfType(shape.Value) };
        }
        if (shape.Omission == Omission.WhenNull && shape.Missing != DefaultParser.Null)
        {
            if (member.IsIgnoredWhenNull)
            {
                context.Report(Rules.BadOmission, member.Place(type), member.Name, "it is left out when it is null, but a missing one is not read as null");
            }
            return shape with { Omission = Omission.Never };
        }
        return shape;
    }

    private static string? Contradiction(MemberSymbol member, MemberShape shape)
    {
        if (member.IsIgnoredOneWay)
        {
            return "it is ignored in one direction only, so a value would not come back";
        }
        if (member.IsIgnoredWhenNull && !shape.Value.IsNullable)
        {
            return "it is left out when it is null, which it never is";
        }
        if (member.IsMarkedRequired && (member.IsIgnoredWhenDefault || member.IsIgnoredWhenNull))
        {
            return "it is required and may be left out";
        }
        return member.IsMarkedRequired && member.Attribute(AttributeNames.Default) is not null ? "it is required and has a default" : null;
    }
}
