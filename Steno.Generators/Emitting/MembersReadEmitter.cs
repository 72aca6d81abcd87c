using System.Collections.Generic;
using System.Linq;
using Steno.Generators.Models;

namespace Steno.Generators.Emitting;

/// <summary>The code that reads an object's members; objects and the cases of unions share it.</summary>
internal static class MembersReadEmitter
{
    /// <summary>Matches the object in the expected form, and makes the value from its members.</summary>
    public static void TryRead(CodeWriter code, EquatableArray<MemberShape> members, string type, string before = "", string after = "", int levels = 1)
    {
        List<Leaf> leaves = Leaf.Of(members);
        if (leaves.Count == 0)
        {
            code.Open($"if (reader.TryMatch({Literals.Utf8(before + "{}" + after)}))");
            code.Line($"value = {MembersEmitter.Create(members, type)};").Line("return true;").Close();
            return;
        }
        bool isOpen = leaves[0].CanBeLeftOut;
        code.Open($"if (reader.TryMatch({Literals.Utf8(before + "{" + (isOpen ? "" : leaves[0].Opening))}) && reader.TryEnter({levels}))");
        if (isOpen)
        {
            code.Line("bool isFirst = true;");
        }
        List<string> conditions = new();
        for (int i = 0; i < leaves.Count; i++)
        {
            Leaf leaf = leaves[i];
            if (leaf.CanBeLeftOut)
            {
                conditions.Add($"({Match(leaf, isOpen)} ? {Read(leaf)} : {Names.Reader}.TakeMissing<{leaf.Member.Value.Type}>({leaf.Member.Missing}, out {leaf.Member.Variable}))");
                continue;
            }
            if (i > 0)
            {
                conditions.Add(Match(leaf, isOpen));
            }
            conditions.Add(Read(leaf));
            isOpen = false;
        }
        code.Line("if (" + conditions[0]);
        foreach (string condition in conditions.Skip(1))
        {
            code.Continued("&& " + condition);
        }
        code.Continued($"&& reader.TryMatch({Literals.Utf8("}" + after)}))");
        code.Open();
        code.Line($"reader.Leave({levels});").Line($"value = {MembersEmitter.Create(members, type)};").Line("return true;");
        code.Close();
        code.Close();
    }

    /// <summary>Reads the object in any form, and returns the value.</summary>
    public static void Read(CodeWriter code, EquatableArray<MemberShape> members, string type, bool refusesUnknown)
    {
        List<MemberShape> leaves = Leaf.Of(members).Select(leaf => leaf.Member).ToList();
        foreach (MemberShape member in leaves)
        {
            code.Line($"{member.Value.Type} {member.Variable} = {member.Missing ?? "default!"};");
        }
        // As in serde a type with a flattened member has no array form: nobody could say what stands where.
        if (members.All(member => member.Flat is null))
        {
            code.Open("if (reader.TryBeginArray())");
            foreach (MemberShape member in leaves)
            {
                code.Line($"reader.NextItem({Literals.Text(member.JsonName)});");
                code.Line($"{member.Variable} = {ValueEmitter.Read(member.Value)};");
            }
            code.Line("reader.EndArray();").Line($"return {MembersEmitter.Create(members, type)};").Close().Line();
        }

        if (leaves.Count > 0)
        {
            code.Line("ulong seen = 0;");
        }
        code.Line("reader.BeginObject();");
        code.Open($"while (reader.TryNextMember(out {(leaves.Count > 0 ? Names.Bytes + " name" : "_")}))");
        for (int i = 0; i < leaves.Count; i++)
        {
            MemberShape member = leaves[i];
            code.Open($"{(i > 0 ? "else " : "")}if (global::System.MemoryExtensions.SequenceEqual(name, {Literals.Utf8(member.JsonName)}))");
            code.Line($"reader.NoteMember(ref seen, {Bit(i)}, {Literals.Text(member.JsonName)});");
            code.Line($"{member.Variable} = {ValueEmitter.Read(member.Value)};").Close();
        }
        string unknown = refusesUnknown ? "reader.RefuseUnknown();" : "reader.SkipUnknown();";
        if (leaves.Count > 0)
        {
            code.Open("else").Line(unknown).Close();
        }
        else
        {
            code.Line(unknown);
        }
        code.Close();
        for (int i = 0; i < leaves.Count; i++)
        {
            if (leaves[i].Missing is null)
            {
                code.Line($"reader.RequireMember(seen, {Bit(i)}, {Literals.Text(leaves[i].JsonName)});");
            }
        }
        code.Line($"return {MembersEmitter.Create(members, type)};");
    }

    private static string Match(Leaf leaf, bool isOpen) => isOpen
        ? $"reader.TryMatchMember(ref isFirst, {Literals.Utf8(leaf.Opening)})"
        : $"reader.TryMatch({Literals.Utf8("," + leaf.Opening)})";

    private static string Read(Leaf leaf) => ValueEmitter.TryRead(leaf.Member.Value, leaf.Member.Variable);

    private static string Bit(int index) => $"1UL << {index}";
}
