using System.Collections.Generic;
using Steno.Generators.Models;

namespace Steno.Generators.Emitting;

/// <summary>What the two kinds of union have in common.</summary>
internal static class CaseEmitter
{
    public static string Opening(string jsonName) => "{" + Literals.Json(jsonName) + ":";

    /// <summary>A case that is a bare string, in the expected form.</summary>
    public static void TryReadUnit(CodeWriter code, string jsonName, string create)
        => code.Open($"if (reader.TryMatch({Literals.Utf8(Literals.Json(jsonName))}))").Line($"value = {create};").Line("return true;").Close();

    /// <summary>A case that is an object around one value, in the expected form.</summary>
    public static void TryReadValue(CodeWriter code, string jsonName, ValueShape value, string create, string variable, bool countsDepth)
    {
        code.Open($"if (reader.TryMatch({Literals.Utf8(Opening(jsonName))}))");
        code.Open($"if ({(countsDepth ? "reader.TryEnter(1) && " : "")}{ValueEmitter.TryRead(value, variable)} && reader.TryMatch(\"}}\"u8))");
        if (countsDepth)
        {
            code.Line("reader.Leave(1);");
        }
        code.Line($"value = {create};").Line("return true;").Close();
        // The reader stands inside this case now: what comes next must not be taken for another case.
        CodecMethods.GiveUp(code);
        code.Close();
    }

    /// <summary>Reads a union in any form; <paramref name="cases"/> are the JSON names with the expression that reads each value, or makes a case without one.</summary>
    public static void Read(CodeWriter code, string type, IReadOnlyList<(string JsonName, bool HasValue, string Expression)> cases, bool countsDepth)
    {
        string depth = countsDepth ? "" : "countsDepth: false";
        code.Open(CodecMethods.Read(type));
        code.Line($"{Names.Bytes} name = reader.BeginCase(out bool hasValue{(countsDepth ? "" : ", " + depth)});");
        code.Line($"{type} value;");
        List<string> allowed = new();
        foreach ((string jsonName, bool caseHasValue, string expression) in cases)
        {
            code.Open($"{(allowed.Count > 0 ? "else " : "")}if (global::System.MemoryExtensions.SequenceEqual(name, {Literals.Utf8(jsonName)}))");
            allowed.Add(jsonName);
            if (caseHasValue)
            {
                code.Line("reader.RequireCaseValue(hasValue);");
            }
            else
            {
                code.Open("if (hasValue)").Line("reader.ReadNull();").Close();
            }
            code.Line($"value = {expression};").Close();
        }
        code.Open("else").Line($"throw reader.Fail({Literals.Text("expected one of " + string.Join(", ", allowed))});").Close();
        code.Open("if (hasValue)").Line($"reader.EndCase({depth});").Close();
        code.Line("return value;").Close();
    }
}
