using System.Collections.Generic;
using System.Linq;
using Steno.Generators.Models;

namespace Steno.Generators.Emitting;

/// <summary>A member as it stands in the JSON object, with the expression that gives its value.</summary>
internal sealed record Leaf(MemberShape Member, string Access)
{
    public string JsonName => Member.JsonName;

    /// <summary>What stands before the value.</summary>
    public string Opening => Literals.Json(Member.JsonName) + ":";

    public bool CanBeLeftOut => Member.Omission != Omission.Never;

    public bool CanBeMissing => Member.Missing is not null;

    /// <summary>The members of an object; in place of a flattened one its own.</summary>
    public static List<Leaf> Of(EquatableArray<MemberShape> members, string value = "value")
        => members.SelectMany(member => member.Flat is { } flat
            ? Of(flat.Members, $"{value}.{member.Property}")
            : new List<Leaf> { new(member, $"{value}.{member.Property}") }).ToList();
}
