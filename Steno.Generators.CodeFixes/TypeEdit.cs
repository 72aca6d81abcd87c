namespace Steno.Generators.CodeFixes;

/// <summary>What a fix does to one type's declaration.</summary>
/// <param name="Attribute">The full name of the attribute that it gets, without brackets; null for none.</param>
/// <param name="IsPartial">Whether it becomes partial.</param>
internal sealed record TypeEdit(string? Attribute, bool IsPartial)
{
    /// <summary>Two edits of one declaration: the type around one fixed type may be fixed itself.</summary>
    public TypeEdit With(TypeEdit other) => new(Attribute ?? other.Attribute, IsPartial || other.IsPartial);
}
