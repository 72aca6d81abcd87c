using System.Linq;
using Steno.Generators.Models;

namespace Steno.Generators.Emitting;

/// <summary>The static class that maps an enum to its names and back.</summary>
internal static class EnumEmitter
{
    public static void Emit(CodeWriter code, EnumShape shape, string schema)
    {
        string type = shape.Frame.FullName;
        string allowed = string.Join(", ", shape.Members.Select(member => member.JsonName));
        string access = shape.Frame.Accessibility;
        code.Line($"/// <summary>Maps <see cref=\"{type}\"/> to its names in JSON and back, without allocating.</summary>");
        code.Open($"{access} static class {shape.NamesClass}");
        code.Line("/// <summary>Every name, in the order of declaration.</summary>");
        code.Line($"public const string Allowed = {Literals.Text(allowed)};").Line();

        EmitName(code, shape, "ToName", "string", "The name of the value.", Literals.Text);
        EmitName(code, shape, "Utf8Name", Names.Bytes, "The name of the value, as UTF-8.", Literals.Utf8);

        code.Line("/// <summary>The value with exactly this name; false when there is none.</summary>");
        code.Line("/// <param name=\"text\">The name.</param>").Line("/// <param name=\"value\">The value.</param>");
        code.Open($"public static bool TryParse({Names.Chars} text, out {type} value)").Open("switch (text)");
        foreach (EnumMember member in shape.Members)
        {
            code.Line($"case {Literals.Text(member.JsonName)}:");
            code.Continued($"value = {type}.{member.Name};").Continued("return true;");
        }
        code.Line("default:").Continued("value = default;").Continued("return false;").Close().Close().Line();

        code.Line("/// <summary>The value with exactly this name; false when there is none.</summary>");
        code.Line("/// <param name=\"utf8\">The name, as UTF-8.</param>").Line("/// <param name=\"value\">The value.</param>");
        code.Open($"public static bool TryParse({Names.Bytes} utf8, out {type} value)");
        foreach (EnumMember member in shape.Members)
        {
            code.Open($"if (global::System.MemoryExtensions.SequenceEqual(utf8, {Literals.Utf8(member.JsonName)}))");
            code.Line($"value = {type}.{member.Name};").Line("return true;").Close();
        }
        CodecMethods.GiveUp(code);
        code.Close().Line();

        EmitParse(code, type, Names.Chars, "text", "The name.");
        EmitParse(code, type, Names.Bytes, "utf8", "The name, as UTF-8.");
        EmitCodec(code, shape, type, schema);
        code.Close();
    }

    private static void EmitName(CodeWriter code, EnumShape shape, string method, string result, string summary, System.Func<string, string> literal)
    {
        string type = shape.Frame.FullName;
        code.Line($"/// <summary>{summary}</summary>").Line("/// <param name=\"value\">The value.</param>");
        code.Line("/// <exception cref=\"global::System.ArgumentOutOfRangeException\">The value is not a declared one.</exception>");
        if (result == "string")
        {
            code.Open($"public static string {method}(this {type} value) => value switch");
            foreach (EnumMember member in shape.Members)
            {
                code.Line($"{type}.{member.Name} => {literal(member.JsonName)},");
            }
            code.Line($"_ => throw Undeclared(value),").Close(";").Line();
            return;
        }
        code.Open($"public static {result} {method}(this {type} value)").Open("switch (value)");
        foreach (EnumMember member in shape.Members)
        {
            code.Line($"case {type}.{member.Name}:").Continued($"return {literal(member.JsonName)};");
        }
        code.Line("default:").Continued("throw Undeclared(value);").Close().Close().Line();
    }

    private static void EmitParse(CodeWriter code, string type, string text, string parameter, string summary)
    {
        code.Line("/// <summary>The value with exactly this name.</summary>").Line($"/// <param name=\"{parameter}\">{summary}</param>");
        code.Line("/// <exception cref=\"global::System.FormatException\">There is no value of that name; the message has the allowed ones.</exception>");
        code.Line($"public static {type} Parse({text} {parameter})");
        code.Continued($"=> TryParse({parameter}, out {type} value) ? value : throw new global::System.FormatException(\"Unknown name; expected one of \" + Allowed + \".\");").Line();
    }

    private static void EmitCodec(CodeWriter code, EnumShape shape, string type, string schema)
    {
        code.Line($"private static global::System.ArgumentOutOfRangeException Undeclared({type} value)");
        code.Continued($"=> new(nameof(value), (long)value, {Literals.Text($"Not a declared {shape.Frame.Name}.")});").Line();
        code.Line($"/// <summary>The JSON code of <see cref=\"{type}\"/>.</summary>");
        code.Open($"public readonly struct Codec : {Names.Codec}<{type}>, {Names.KeyCodec}<{type}>");
        code.Line($"static {Names.Bytes} {Names.Codec}<{type}>.Schema => {Literals.Utf8(schema)};").Line();

        code.Open(CodecMethods.Write(type)).Open("switch (value)");
        foreach (EnumMember member in shape.Members)
        {
            code.Line($"case {type}.{member.Name}:").Continued($"writer.WriteRaw({Literals.Utf8(Literals.Json(member.JsonName))});").Continued("break;");
        }
        code.Line("default:").Continued("throw Undeclared(value);").Close().Close().Line();

        code.Open(CodecMethods.TryReadExpected(type));
        foreach (EnumMember member in shape.Members)
        {
            CaseEmitter.TryReadUnit(code, member.JsonName, $"{type}.{member.Name}");
        }
        CodecMethods.GiveUp(code);
        code.Close().Line();

        CaseEmitter.Read(code, type, shape.Members.Select(member => (member.JsonName, false, $"{type}.{member.Name}")).ToList(), countsDepth: true);
        code.Line();
        code.Line($"static void {Names.KeyCodec}<{type}>.WriteKey(ref {Names.Writer} writer, {type} key) => writer.WriteValue<{type}, Codec>(key);").Line();
        code.Line($"static bool {Names.KeyCodec}<{type}>.TryReadKey({Names.Bytes} utf8, out {type} key) => TryParse(utf8, out key);");
        code.Close();
    }
}
