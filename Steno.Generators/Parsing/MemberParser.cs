using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Steno.Generators.Diagnostics;
using Steno.Generators.Models;

namespace Steno.Generators.Parsing;

/// <summary>Finds the members of an object: its constructor's parameters, then its other settable properties.</summary>
internal static class MemberParser
{
    public const int MaxMembers = 64;

    /// <param name="type">The object, or the case of a union.</param>
    /// <param name="options">How its members are named, and when they are left out.</param>
    /// <param name="context">Where mistakes go.</param>
    public static EquatableArray<MemberShape>? Parse(INamedTypeSymbol type, MemberOptions options, ParseContext context)
    {
        int problems = context.Problems.Count;
        List<MemberShape> members = ParseOne(type, options, context, new(), prefix: "") ?? new();
        List<MemberShape> leaves = Leaves(members).ToList();
        JsonNames.Check(type, leaves.Select(member => member.JsonName), context);
        if (leaves.Count > MaxMembers)
        {
            context.Report(Rules.UnsupportedType, type, type.Name, $"it has more than {MaxMembers} members");
        }
        return context.Problems.Count == problems ? new EquatableArray<MemberShape>(members) : null;
    }

    /// <summary>The members that stand in the JSON object: in place of a flattened one its own.</summary>
    public static IEnumerable<MemberShape> Leaves(IEnumerable<MemberShape> members)
        => members.SelectMany(member => member.Flat is { } flat ? Leaves(flat.Members) : new[] { member });

    private static List<MemberShape>? ParseOne(INamedTypeSymbol type, MemberOptions options, ParseContext context, HashSet<string> variables, string prefix)
    {
        List<IPropertySymbol> properties = PropertyFinder.Find(type, options.IsInside, context.Assembly);
        if (ConstructorFinder.Find(type, properties, options.IsInside, context.Assembly) is not { } constructor)
        {
            context.Report(Rules.NoConstructor, type, type.Name);
            return null;
        }
        MemberDocumentation documentation = new(constructor, context);
        List<MemberShape> members = new();
        bool isNamed = false;
        foreach (IParameterSymbol parameter in constructor.Parameters)
        {
            IPropertySymbol property = ConstructorFinder.Matching(parameter, properties)!;
            properties.Remove(property);
            MemberSymbol member = new(property, parameter);
            if (member.IsIgnored)
            {
                isNamed = true;
                if (!parameter.HasExplicitDefaultValue)
                {
                    context.Report(Rules.BadOmission, member.Place(type), property.Name, "it is ignored, but the constructor needs it: give its parameter a default value");
                }
                continue;
            }
            Add(members, type, member, documentation, options, context, variables, prefix, isNamed ? parameter.Name.Escaped() + ": " : "");
        }
        bool setsRequired = constructor.Attribute(AttributeNames.SetsRequired) is not null;
        foreach (MemberSymbol member in properties.Select(property => new MemberSymbol(property, null)))
        {
            if (member.IsIgnored)
            {
                if (member.Property.IsRequired && !setsRequired)
                {
                    context.Report(Rules.BadOmission, member.Place(type), member.Name, "it is ignored, but C# requires it to be set");
                }
            }
            else if (IsSettable(member.Property, context))
            {
                Add(members, type, member, documentation, options, context, variables, prefix, parameter: null);
            }
            else if (member.Property.SetMethod is not null && member.Property.GetMethod!.IsUsableIn(context.Assembly))
            {
                context.Report(Rules.HiddenSetter, member.Place(type), member.Name);
            }
        }
        return members;
    }

    private static void Add(
        List<MemberShape> members, INamedTypeSymbol type, MemberSymbol member, MemberDocumentation documentation, MemberOptions options, ParseContext context,
        HashSet<string> variables, string prefix, string? parameter)
    {
        if (member.Attribute(AttributeNames.Flatten) is not null)
        {
            if (ParseFlat(type, member, context, variables, prefix + member.Name) is { } flat)
            {
                members.Add(new(member.Name.Escaped(), "", "", new(ValueForm.Codec, flat.Type, flat.Type, "true"), parameter) { Flat = flat });
            }
            return;
        }
        if (ParseValue(type, member, context) is not { } value)
        {
            return;
        }
        MemberShape shape = new(member.Name.Escaped(), Variable(prefix + member.Name, variables), member.JsonName(options.Naming), value, parameter)
        {
            Description = documentation.Describe(member) ?? value.Description,
        };
        members.Add(OmissionParser.Parse(type, member, shape, options, context));
    }

    private static string Variable(string name, HashSet<string> taken)
    {
        string variable = Naming.CamelCase.Apply(name);
        // The generated methods have parameters and locals of these names.
        if (variable is "reader" or "writer" or "value" or "seen" or "name" or "isFirst" or "key" or "utf8")
        {
            variable += "Member";
        }
        while (!taken.Add(variable))
        {
            variable += "2";
        }
        return variable.Escaped();
    }

    private static ValueShape? ParseValue(INamedTypeSymbol type, MemberSymbol member, ParseContext context)
    {
        ITypeSymbol valueType = member.Property.Type;
        if (ValueParser.ParseWithConverter(member.Attribute(AttributeNames.Converter), valueType) is { } converted)
        {
            return converted;
        }
        if (member.FindNotHonoured() is { } attribute)
        {
            context.Report(Rules.NotHonoured, member.Place(type), member.Name, attribute.Name, attribute.Instead);
            return null;
        }
        if (member.Attribute(AttributeNames.Codec)?.ConstructorArguments.FirstOrDefault().Value is ITypeSymbol codec)
        {
            if (ValueParser.ParseWith(codec, valueType) is { } given)
            {
                return given;
            }
            context.Report(Rules.BadCodec, member.Place(type), member.Name, codec.ToDisplayString(), valueType.ToDisplayString());
            return null;
        }
        if (ValueParser.Parse(valueType, context) is { } value)
        {
            return value;
        }
        if (CollectionParser.FindBadKey(valueType, context) is { } key)
        {
            context.Report(Rules.BadKey, member.Place(type), member.Name, key.ToDisplayString());
            return null;
        }
        if (valueType.TypeKind == TypeKind.Enum && valueType.Attribute(AttributeNames.Flags) is not null)
        {
            context.Report(Rules.FlagsEnum, member.Place(type), valueType.Name);
            return null;
        }
        context.Report(Rules.UnsupportedMemberType, member.Place(type), member.Name, valueType.ToDisplayString());
        return null;
    }

    private static FlatShape? ParseFlat(INamedTypeSymbol type, MemberSymbol member, ParseContext context, HashSet<string> variables, string prefix)
    {
        if (member.Property.Type is not INamedTypeSymbol inner || inner.Attribute(AttributeNames.Object) is not { } attribute)
        {
            context.Report(Rules.BadFlatten, member.Place(type), member.Name, "its type is not a [JsonObject]");
            return null;
        }
        if (inner.NullableAnnotation == NullableAnnotation.Annotated)
        {
            context.Report(Rules.BadFlatten, member.Place(type), member.Name, "it may be null, which members among others cannot say");
            return null;
        }
        if (!context.Enter(inner))
        {
            context.Report(Rules.BadFlatten, member.Place(type), member.Name, "its type contains itself");
            return null;
        }
        ParseContext own = context.ForOtherType();
        List<MemberShape>? members = ParseOne(inner, MemberOptions.Of(attribute, isInside: false), own, variables, prefix);
        context.Leave(inner);
        if (members is null || own.Problems.Count > 0)
        {
            context.Report(Rules.BadFlatten, member.Place(type), member.Name, $"'{inner.Name}' has mistakes of its own");
            return null;
        }
        return new(inner.FullName(), inner.IsValueType, new(members));
    }

    private static bool IsSettable(IPropertySymbol property, ParseContext context)
        => property.SetMethod?.IsUsableIn(context.Assembly) is true && property.IsUsableIn(context.Assembly);
}
