using System.Linq;
using Steno.Generators.Models;

namespace Steno.Generators.Emitting;

/// <summary>The code for an object's members; objects and the cases of unions share it.</summary>
internal static class MembersEmitter
{
    /// <summary>Writes the object. <paramref name="before"/> is what stands before its brace, <paramref name="after"/> behind it.</summary>
    public static void Write(CodeWriter code, EquatableArray<MemberShape> members, string value, string before = "", string after = "")
    {
        string pending = before + "{";
        for (int i = 0; i < members.Count; i++)
        {
            pending += (i > 0 ? "," : "") + Literals.Json(members[i].JsonName) + ":";
            code.Line($"writer.WriteRaw({Literals.Utf8(pending)});");
            code.Line(ValueEmitter.Write(members[i].Value, $"{value}.{members[i].Property}") + ";");
            pending = "";
        }
        code.Line($"writer.WriteRaw({Literals.Utf8(pending + "}" + after)});");
    }

    /// <summary>Matches the object in the expected form, and makes the value from its members.</summary>
    public static void TryRead(CodeWriter code, EquatableArray<MemberShape> members, string type, string before = "", string after = "", int levels = 1)
    {
        if (members.Count == 0)
        {
            code.Open($"if (reader.TryMatch({Literals.Utf8(before + "{}" + after)}))");
            code.Line($"value = {Create(members, type)};").Line("return true;").Close();
            return;
        }
        code.Open($"if (reader.TryMatch({Literals.Utf8(before + "{" + Literals.Json(members[0].JsonName) + ":")}) && reader.TryEnter({levels}))");
        code.Line($"if ({ValueEmitter.TryRead(members[0].Value, members[0].Variable)}");
        foreach (MemberShape member in members.Skip(1))
        {
            code.Continued($"&& reader.TryMatch({Literals.Utf8("," + Literals.Json(member.JsonName) + ":")})");
            code.Continued($"&& {ValueEmitter.TryRead(member.Value, member.Variable)}");
        }
        code.Continued($"&& reader.TryMatch({Literals.Utf8("}" + after)}))");
        code.Open();
        code.Line($"reader.Leave({levels});").Line($"value = {Create(members, type)};").Line("return true;");
        code.Close();
        code.Close();
    }

    /// <summary>Reads the object in any form, and returns the value.</summary>
    public static void Read(CodeWriter code, EquatableArray<MemberShape> members, string type)
    {
        foreach (MemberShape member in members)
        {
            code.Line($"{member.Value.Type} {member.Variable} = default!;");
        }
        code.Open("if (reader.TryBeginArray())");
        foreach (MemberShape member in members)
        {
            code.Line($"reader.NextItem({Literals.Text(member.JsonName)});");
            code.Line($"{member.Variable} = {ValueEmitter.Read(member.Value)};");
        }
        code.Line("reader.EndArray();").Line($"return {Create(members, type)};").Close().Line();

        code.Line("ulong seen = 0;").Line("reader.BeginObject();");
        code.Open($"while (reader.TryNextMember(out {Names.Bytes} name))");
        for (int i = 0; i < members.Count; i++)
        {
            MemberShape member = members[i];
            code.Open($"{(i > 0 ? "else " : "")}if (global::System.MemoryExtensions.SequenceEqual(name, {Literals.Utf8(member.JsonName)}))");
            code.Line($"reader.NoteMember(ref seen, {Bit(i)}, {Literals.Text(member.JsonName)});");
            code.Line($"{member.Variable} = {ValueEmitter.Read(member.Value)};").Close();
        }
        if (members.Count > 0)
        {
            code.Open("else").Line("reader.SkipUnknown();").Close();
        }
        else
        {
            code.Line("reader.SkipUnknown();");
        }
        code.Close();
        for (int i = 0; i < members.Count; i++)
        {
            if (!members[i].Value.IsNullable)
            {
                code.Line($"reader.RequireMember(seen, {Bit(i)}, {Literals.Text(members[i].JsonName)});");
            }
        }
        code.Line($"return {Create(members, type)};");
    }

    public static string Create(EquatableArray<MemberShape> members, string type)
    {
        string arguments = string.Join(", ", members.Where(member => member.IsParameter).Select(member => member.Variable));
        string initialiser = string.Join(", ", members.Where(member => !member.IsParameter).Select(member => $"{member.Property} = {member.Variable}"));
        return $"new {type}({arguments})" + (initialiser.Length > 0 ? $" {{ {initialiser} }}" : "");
    }

    private static string Bit(int index) => $"1UL << {index}";
}
