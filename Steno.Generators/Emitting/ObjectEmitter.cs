using Steno.Generators.Models;

namespace Steno.Generators.Emitting;

internal static class ObjectEmitter
{
    public static void Emit(CodeWriter code, ObjectShape shape)
    {
        string type = shape.Frame.FullName;
        code.Open(CodecMethods.Write(type));
        CodecMethods.RequireValue(code, shape.Frame);
        MembersEmitter.Write(code, shape.Members, "value");
        code.Close().Line();

        code.Open(CodecMethods.TryReadExpected(type));
        MembersEmitter.TryRead(code, shape.Members, type);
        CodecMethods.GiveUp(code);
        code.Close().Line();

        code.Open(CodecMethods.Read(type));
        MembersEmitter.Read(code, shape.Members, type);
        code.Close();
    }
}
