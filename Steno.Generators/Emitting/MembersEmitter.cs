using System.Collections.Generic;
using System.Linq;
using Steno.Generators.Models;

namespace Steno.Generators.Emitting;

/// <summary>The code that writes an object's members; objects and the cases of unions share it.</summary>
internal static class MembersEmitter
{
    /// <summary>Writes the object. <paramref name="before"/> is what stands before its brace, <paramref name="after"/> behind it.</summary>
    public static void Write(CodeWriter code, EquatableArray<MemberShape> members, string value, string before = "", string after = "")
    {
        RequireFlattened(code, members, value);
        List<Leaf> leaves = Leaf.Of(members, value);
        string pending = before + "{";
        // Only when the first member may be left out has the code to keep in mind whether a comma is due.
        bool isOpen = leaves.Count > 0 && leaves[0].CanBeLeftOut;
        if (isOpen)
        {
            code.Line("bool isFirst = true;");
        }
        for (int i = 0; i < leaves.Count; i++)
        {
            Leaf leaf = leaves[i];
            if (leaf.CanBeLeftOut || isOpen)
            {
                Flush(code, ref pending);
            }
            if (leaf.CanBeLeftOut)
            {
                WriteOptional(code, leaf, isOpen);
                continue;
            }
            string opening = isOpen ? OpeningAfterAny(leaf) : Literals.Utf8(pending + (i > 0 ? "," : "") + leaf.Opening);
            bool isLast = i == leaves.Count - 1;
            code.Line(ValueEmitter.Write(leaf.Member.Value, opening, leaf.Access, isLast ? Literals.Utf8("}" + after) : "") + ";");
            if (isLast)
            {
                return;
            }
            isOpen = false;
            pending = "";
        }
        pending += "}" + after;
        Flush(code, ref pending);
    }

    public static string Create(EquatableArray<MemberShape> members, string type)
    {
        string arguments = string.Join(", ", members.Where(member => member.Parameter is not null).Select(member => member.Parameter + Made(member)));
        string initialiser = string.Join(", ", members.Where(member => member.Parameter is null).Select(member => $"{member.Property} = {Made(member)}"));
        return $"new {type}({arguments})" + (initialiser.Length > 0 ? $" {{ {initialiser} }}" : "");
    }

    private static void WriteOptional(CodeWriter code, Leaf leaf, bool isOpen)
    {
        code.Open($"if ({Condition(leaf)})");
        string opening = isOpen ? OpeningAfterAny(leaf) : Literals.Utf8("," + leaf.Opening);
        code.Line(ValueEmitter.Write(leaf.Member.Value, opening, leaf.Access, after: "") + ";");
        if (isOpen)
        {
            code.Line("isFirst = false;");
        }
        code.Close();
    }

    /// <summary>The opening of a member before which there may or may not be others.</summary>
    private static string OpeningAfterAny(Leaf leaf)
        => $"isFirst ? {Literals.Utf8(leaf.Opening)} : {Literals.Utf8("," + leaf.Opening)}";

    private static string Made(MemberShape member) => member.Flat is { } flat ? Create(flat.Members, flat.Type) : member.Variable;

    private static void Flush(CodeWriter code, ref string pending)
    {
        if (pending.Length > 0)
        {
            code.Line($"writer.WriteRaw({Literals.Utf8(pending)});");
            pending = "";
        }
    }

    /// <summary>Whether the member is written.</summary>
    private static string Condition(Leaf leaf)
    {
        MemberShape member = leaf.Member;
        return member switch
        {
            { Omission: Omission.WhenNull } or { Missing: "null" } => $"{leaf.Access} is not null",
            { Value.EmptyPattern: { } pattern } when member.Missing == member.Value.Empty => $"{leaf.Access} is not {pattern}",
            { Value.Form: ValueForm.Integer or ValueForm.Boolean or ValueForm.String } => $"{leaf.Access} != {member.Missing}",
            _ => $"!global::System.Collections.Generic.EqualityComparer<{member.Value.Type}>.Default.Equals({leaf.Access}, {member.Missing})",
        };
    }

    private static void RequireFlattened(CodeWriter code, EquatableArray<MemberShape> members, string value)
    {
        foreach (MemberShape member in members)
        {
            if (member.Flat is { } flat)
            {
                if (!flat.IsValueType)
                {
                    code.Line($"global::System.ArgumentNullException.ThrowIfNull({value}.{member.Property});");
                }
                RequireFlattened(code, flat.Members, $"{value}.{member.Property}");
            }
        }
    }
}
