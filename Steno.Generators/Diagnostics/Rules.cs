using System.Linq;
using Microsoft.CodeAnalysis;

namespace Steno.Generators.Diagnostics;

/// <summary>Every mistake that the generator reports.</summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor NotPartial = Error("STENO001", "Type is not partial",
        "'{0}' gets generated JSON code, so it and every type around it must be partial");

    public static readonly DiagnosticDescriptor UnsupportedMemberType = Error("STENO002", "Member type has no JSON code",
        "'{0}' has the type '{1}', which has no JSON code: give that type one of the attributes of Steno.Json, or implement IStenoJson<T>");

    public static readonly DiagnosticDescriptor DuplicateName = Error("STENO003", "JSON name occurs twice",
        "'{0}' has two members or cases with the JSON name '{1}'");

    public static readonly DiagnosticDescriptor FlagsEnum = Error("STENO004", "Flags enum has no single name",
        "'{0}' is a [Flags] enum: a combination has no name, so it cannot be a JSON name");

    public static readonly DiagnosticDescriptor NoConstructor = Error("STENO005", "No usable constructor",
        "'{0}' needs one accessible constructor of which every parameter has a readable property of the same name and type");

    public static readonly DiagnosticDescriptor NotOneMember = Error("STENO006", "Newtype has not exactly one member",
        "'{0}' is written as its one member, but it has {1}");

    public static readonly DiagnosticDescriptor BadUnion = Error("STENO007", "Union is not well formed",
        "'{0}' is not a union: {1}");

    public static readonly DiagnosticDescriptor UnsupportedType = Error("STENO008", "Type cannot have JSON code",
        "'{0}' cannot have generated JSON code: {1}");

    public static readonly DiagnosticDescriptor HiddenSetter = Error("STENO009", "Setter is hidden",
        "'{0}' has a setter that is not public or internal, so it would be written and not read: take it in the constructor, make the setter init, or put [JsonIgnore] on it");

    public static readonly DiagnosticDescriptor BadCodec = Error("STENO010", "Codec is not one for the member",
        "'{0}' names the codec '{1}', which does not implement IJsonCodec<{2}>");

    public static readonly DiagnosticDescriptor BadFlatten = Error("STENO011", "Member cannot be flattened",
        "'{0}' cannot be flattened: {1}");

    public static readonly DiagnosticDescriptor BadDefault = Error("STENO012", "Default does not fit",
        "'{0}' has a default that is not a value of '{1}': give a constant of that type, or name a static member of it");

    public static readonly DiagnosticDescriptor BadOmission = Error("STENO013", "Member cannot be left out",
        "'{0}' cannot be as it is marked: {1}");

    public static readonly DiagnosticDescriptor BadKey = Error("STENO014", "Key has no name",
        "'{0}' is a dictionary with keys of type '{1}', which is no string, character, integer, Guid, [JsonEnum], [JsonNewtype] of one of these, or IJsonKeyCodec<T> of itself");

    public static readonly DiagnosticDescriptor NotHonoured = Error("STENO015", "Attribute has no effect",
        "'{0}' has [{1}], which has no effect in generated code: use {2}");

    /// <summary>The analyzer's: a registration in another assembly is not seen, so it is no error.</summary>
    public static readonly DiagnosticDescriptor CodeNotFound = Warning("STENO016", "Type has no JSON code",
        "'{0}' has no JSON code that is found when this runs: give it one of the attributes of Steno.Json, or register it with JsonCodecs.Register");

    private static readonly DiagnosticDescriptor[] All =
    {
        NotPartial, UnsupportedMemberType, DuplicateName, FlagsEnum, NoConstructor, NotOneMember, BadUnion, UnsupportedType,
        HiddenSetter, BadCodec, BadFlatten, BadDefault, BadOmission, BadKey, NotHonoured,
    };

    public static DiagnosticDescriptor Find(string id) => All.First(rule => rule.Id == id);

    private static DiagnosticDescriptor Error(string id, string title, string message)
        => new(id, title, message, "Steno.Json", DiagnosticSeverity.Error, isEnabledByDefault: true);

    private static DiagnosticDescriptor Warning(string id, string title, string message)
        => new(id, title, message, "Steno.Json", DiagnosticSeverity.Warning, isEnabledByDefault: true, customTags: WellKnownDiagnosticTags.CompilationEnd);
}
