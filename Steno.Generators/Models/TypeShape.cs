namespace Steno.Generators.Models;

/// <summary>A type that gets JSON code, as strings only: nothing here keeps a compilation alive.</summary>
internal abstract record TypeShape(TypeFrame Frame)
{
    /// <summary>What its documentation says it is; null when that says nothing.</summary>
    public string? Description { get; init; }
}

/// <summary>Where the generated part of a type stands.</summary>
/// <param name="Namespace">Empty for the global one.</param>
/// <param name="Outer">The declarations of the types around it, the outermost first.</param>
/// <param name="Declaration">As <c>partial record struct Name</c>.</param>
/// <param name="Name">The name alone.</param>
/// <param name="FullName">The name with <c>global::</c>.</param>
/// <param name="Accessibility">As <c>public</c>.</param>
/// <param name="HintName">The name of the generated file.</param>
/// <param name="HasConverter">Whether the type names a JsonConverter itself, or is generic, when an attribute cannot name one.</param>
/// <param name="IsValueType">Whether it cannot be null.</param>
/// <param name="Registrar">Where the call stands that makes its code known.</param>
internal sealed record TypeFrame(
    string Namespace, EquatableArray<string> Outer, string Declaration, string Name, string FullName, string Accessibility, string HintName, bool HasConverter, bool IsValueType,
    Registrar Registrar);

internal sealed record ObjectShape(TypeFrame Frame, EquatableArray<MemberShape> Members, bool RefusesUnknown) : TypeShape(Frame);

internal sealed record NewtypeShape(TypeFrame Frame, MemberShape Member) : TypeShape(Frame);

/// <param name="Frame">Where it stands.</param>
/// <param name="NamesClass">The class that maps it to its names and back.</param>
/// <param name="Members">Its members.</param>
internal sealed record EnumShape(TypeFrame Frame, string NamesClass, EquatableArray<EnumMember> Members) : TypeShape(Frame);

internal sealed record EnumMember(string Name, string JsonName);

/// <param name="Frame">Where it stands.</param>
/// <param name="CountsDepth">False for an envelope.</param>
/// <param name="Cases">The sealed nested records.</param>
/// <param name="RefusesUnknown">Whether a case refuses members that it does not have.</param>
internal sealed record ClassUnionShape(TypeFrame Frame, bool CountsDepth, EquatableArray<ClassCase> Cases, bool RefusesUnknown) : TypeShape(Frame);

/// <summary>A case of an abstract record; without members it is a bare string.</summary>
internal sealed record ClassCase(string Name, string FullName, string JsonName, string? Description, bool IsNewtype, EquatableArray<MemberShape> Members);

/// <param name="Frame">Where it stands.</param>
/// <param name="CountsDepth">False for an envelope.</param>
/// <param name="TagProperty">The property that tells the case.</param>
/// <param name="TagType">Its enum.</param>
/// <param name="Cases">The marked factories.</param>
internal sealed record StructUnionShape(
    TypeFrame Frame, bool CountsDepth, string TagProperty, string TagType, EquatableArray<StructCase> Cases) : TypeShape(Frame);

/// <summary>A case of a struct union; without a value it is a static property and a bare string.</summary>
internal sealed record StructCase(string Factory, string JsonName, string? Description, string? ValueProperty, ValueShape? Value);
