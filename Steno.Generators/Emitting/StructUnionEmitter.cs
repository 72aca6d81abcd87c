using System.Linq;
using Steno.Generators.Models;

namespace Steno.Generators.Emitting;

internal static class StructUnionEmitter
{
    public static void Emit(CodeWriter code, StructUnionShape shape)
    {
        string type = shape.Frame.FullName;
        code.Alone().Open(CodecMethods.Write(type)).Open($"switch (value.{shape.TagProperty})");
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

        code.Alone().Open(CodecMethods.TryReadExpected(type));
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
}
