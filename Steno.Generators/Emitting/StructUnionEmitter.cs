using System.Linq;
using Steno.Generators.Models;

namespace Steno.Generators.Emitting;

internal static class StructUnionEmitter
{
    /// <summary>More would be too much to have again wherever the union is a member.</summary>
    private const int MostInlinedCases = 8;

    public static void Emit(CodeWriter code, StructUnionShape shape)
    {
        string type = shape.Frame.FullName;
        Head(code, shape).Open(CodecMethods.Write(type)).Open($"switch (value.{shape.TagProperty})");
        foreach (StructCase each in shape.Cases)
        {
            code.Line($"case {shape.TagType}.{each.Factory}:").Open();
            if (each.Value is null)
            {
                code.Line($"writer.WriteRaw({Literals.Utf8(Literals.Json(each.JsonName))});");
            }
            else
            {
                code.Line(ValueEmitter.Write(each.Value, Literals.Utf8(CaseEmitter.Opening(each.JsonName)), "value." + each.ValueProperty, Literals.Utf8("}")) + ";");
            }
            code.Line("break;").Close();
        }
        code.Line("default:").Continued($"throw new global::System.ArgumentException({Literals.Text($"Not a case of {shape.Frame.Name}.")}, nameof(value));");
        code.Close().Close().Line();

        Head(code, shape).Open(CodecMethods.TryReadExpected(type));
        foreach (StructCase each in shape.Cases)
        {
            if (each.Value is null)
            {
                CaseEmitter.TryReadUnit(code, each.JsonName, each.Factory);
            }
            else
            {
                CaseEmitter.TryReadValue(code, each.JsonName, each.Value, $"{each.Factory}({Variable(each)})", Variable(each), shape.CountsDepth);
            }
        }
        CodecMethods.GiveUp(code);
        code.Close().Line();

        CaseEmitter.Read(
            code, type,
            shape.Cases.Select(each => (each.JsonName, each.Value is not null, each.Value is null ? each.Factory : $"{each.Factory}({ValueEmitter.Read(each.Value)})")).ToList(),
            shape.CountsDepth);
    }

    private static string Variable(StructCase each) => char.ToLowerInvariant(each.Factory[0]) + each.Factory.Substring(1) + "Value";

    /// <summary>A union of few cases is part of the object that has it: there its value stays in registers, and nothing is copied from one method's result into another's.</summary>
    private static CodeWriter Head(CodeWriter code, StructUnionShape shape) => shape.Cases.Count <= MostInlinedCases ? code.Inline() : code.Alone();
}
