using System.Linq;
using Steno.Generators.Models;

namespace Steno.Generators.Emitting;

internal static class ClassUnionEmitter
{
    public static void Emit(CodeWriter code, ClassUnionShape shape)
    {
        string type = shape.Frame.FullName;
        EmitWrite(code, shape, type);
        code.Line();
        EmitTryRead(code, shape, type);
        code.Line();
        CaseEmitter.Read(code, type, shape.Cases.Select(each => (each.JsonName, each.Members.Count > 0, Expression(each))).ToList(), shape.CountsDepth);
        foreach (ClassCase each in shape.Cases.Where(each => each.Members.Count > 0 && !each.IsNewtype))
        {
            code.Line().Open($"private static {each.FullName} Read{each.Name}(ref {Names.Reader} reader)");
            MembersReadEmitter.Read(code, each.Members, each.FullName, shape.RefusesUnknown);
            code.Close();
        }
    }

    private static void EmitWrite(CodeWriter code, ClassUnionShape shape, string type)
    {
        code.Alone().Open(CodecMethods.Write(type)).Open("switch (value)");
        foreach (ClassCase each in shape.Cases)
        {
            code.Line(each.Members.Count > 0 ? $"case {each.FullName} it:" : $"case {each.FullName}:").Open();
            if (each.Members.Count == 0)
            {
                code.Line($"writer.WriteRaw({Literals.Utf8(Literals.Json(each.JsonName))});");
            }
            else if (each.IsNewtype)
            {
                code.Line(ValueEmitter.Write(each.Members[0].Value, Literals.Utf8(CaseEmitter.Opening(each.JsonName)), "it." + each.Members[0].Property, Literals.Utf8("}")) + ";");
            }
            else
            {
                MembersEmitter.Write(code, each.Members, "it", before: CaseEmitter.Opening(each.JsonName), after: "}");
            }
            code.Line("break;").Close();
        }
        code.Line("case null:").Continued("throw new global::System.ArgumentNullException(nameof(value));");
        code.Line("default:").Continued($"throw new global::System.ArgumentException({Literals.Text($"Not a case of {shape.Frame.Name}.")}, nameof(value));");
        code.Close().Close();
    }

    private static void EmitTryRead(CodeWriter code, ClassUnionShape shape, string type)
    {
        code.Alone().Open(CodecMethods.TryReadExpected(type));
        foreach (ClassCase each in shape.Cases)
        {
            string create = MembersEmitter.Create(each.Members, each.FullName);
            if (each.Members.Count == 0)
            {
                CaseEmitter.TryReadUnit(code, each.JsonName, create);
            }
            else if (each.IsNewtype)
            {
                CaseEmitter.TryReadValue(code, each.JsonName, each.Members[0].Value, create, each.Members[0].Variable, shape.CountsDepth);
            }
            else
            {
                MembersReadEmitter.TryRead(code, each.Members, each.FullName, CaseEmitter.Opening(each.JsonName), "}", shape.CountsDepth ? 2 : 1);
            }
        }
        CodecMethods.GiveUp(code);
        code.Close();
    }

    private static string Expression(ClassCase each) => each switch
    {
        { Members.Count: 0 } => MembersEmitter.Create(each.Members, each.FullName),
        { IsNewtype: true } => MembersEmitter.Create(new(new[] { each.Members[0] with { Variable = ValueEmitter.Read(each.Members[0].Value) } }), each.FullName),
        _ => $"Read{each.Name}(ref reader)",
    };
}
