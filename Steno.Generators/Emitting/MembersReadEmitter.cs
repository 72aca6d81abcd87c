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
        bool isCase = before.Length > 0;
        if (isCase)
        {
            // Which case it is has to be known before anything is read, and variables of other cases may have the same names.
            code.Open($"if (reader.TryMatch({Literals.Utf8(before)}))");
        }
        if (isOpen)
        {
            code.Line("bool isFirst = true;");
        }
        code.Line($"if (reader.TryEnter({levels})");
        foreach (string condition in Conditions(leaves, isOpen))
        {
            code.Continued("&& " + condition);
        }
        code.Continued($"&& reader.TryMatch({Literals.Utf8("}" + after)}))");
        code.Open();
        code.Line($"reader.Leave({levels});").Line($"value = {MembersEmitter.Create(members, type)};").Line("return true;");
        code.Close();
        if (isCase)
        {
            // The reader stands inside this case now: what comes next must not be taken for another case.
            CodecMethods.GiveUp(code);
            code.Close();
        }
    }

    /// <summary>Reads the object in any form, and returns the value.</summary>
    public static void Read(CodeWriter code, EquatableArray<MemberShape> members, string type, bool refusesUnknown)
    {
        List<MemberShape> leaves = Leaf.Of(members).Select(leaf => leaf.Member).ToList();
        string result = $"return {MembersEmitter.Create(members, type)};";
        foreach (MemberShape member in leaves)
        {
            code.Line($"{member.Value.Type} {member.Variable} = {member.Missing ?? "default!"};");
        }
        // As in serde a type with a flattened member has no array form: nobody could say what stands where.
        if (members.All(member => member.Flat is null))
        {
            ReadArray(code, leaves, result);
        }
        ReadObject(code, leaves, refusesUnknown ? "reader.RefuseUnknown();" : "reader.SkipUnknown();");
        code.Line(result);
    }

    private static void ReadArray(CodeWriter code, List<MemberShape> members, string result)
    {
        code.Open("if (reader.TryBeginArray())");
        foreach (MemberShape member in members)
        {
            code.Line($"reader.NextItem({Literals.Text(member.JsonName)});");
            code.Line($"{member.Variable} = {ValueEmitter.Read(member.Value)};");
        }
        code.Line("reader.EndArray();").Line(result).Close().Line();
    }

    private static void ReadObject(CodeWriter code, List<MemberShape> members, string unknown)
    {
        if (members.Count == 0)
        {
            code.Line("reader.BeginObject();").Open("while (reader.TryNextMember(out _))").Line(unknown).Close();
            return;
        }
        code.Line("ulong seen = 0;").Line("reader.BeginObject();");
        code.Open($"while (reader.TryNextMember(out {Names.Bytes} name))");
        for (int i = 0; i < members.Count; i++)
        {
            MemberShape member = members[i];
            code.Open($"{(i > 0 ? "else " : "")}if (global::System.MemoryExtensions.SequenceEqual(name, {Literals.Utf8(member.JsonName)}))");
            code.Line($"reader.NoteMember(ref seen, {Bit(i)}, {Literals.Text(member.JsonName)});");
            code.Line($"{member.Variable} = {ValueEmitter.Read(member.Value)};").Close();
        }
        code.Open("else").Line(unknown).Close();
        code.Close();
        for (int i = 0; i < members.Count; i++)
        {
            if (members[i].Missing is null)
            {
                code.Line($"reader.RequireMember(seen, {Bit(i)}, {Literals.Text(members[i].JsonName)});");
            }
        }
    }

    /// <summary>What must hold one after the other from the opening brace on; a member that may be left out is there or takes its missing value.</summary>
    private static List<string> Conditions(List<Leaf> leaves, bool isOpen)
    {
        List<string> conditions = new();
        if (isOpen)
        {
            conditions.Add("reader.TryMatch(\"{\"u8)");
        }
        for (int i = 0; i < leaves.Count; i++)
        {
            Leaf leaf = leaves[i];
            if (leaf.CanBeLeftOut || isOpen)
            {
                string match = isOpen
                    ? $"reader.TryMatchMember(ref isFirst, {Literals.Utf8(leaf.Opening)})"
                    : $"reader.TryMatch({Literals.Utf8("," + leaf.Opening)})";
                string read = ValueEmitter.TryRead(leaf.Member.Value, leaf.Member.Variable);
                conditions.Add(leaf.CanBeLeftOut
                    ? $"({match} ? {read} : {Names.Reader}.TakeMissing<{leaf.Member.Value.Type}>({leaf.Member.Missing}, out {leaf.Member.Variable}))"
                    : $"{match} && {read}");
            }
            else
            {
                conditions.Add(ValueEmitter.TryRead(leaf.Member.Value, leaf.Member.Variable, Literals.Utf8((i > 0 ? "," : "{") + leaf.Opening)));
            }
            isOpen &= leaf.CanBeLeftOut;
        }
        return conditions;
    }

    private static string Bit(int index) => $"1UL << {index}";
}
