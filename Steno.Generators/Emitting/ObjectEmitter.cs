using Steno.Generators.Models;

namespace Steno.Generators.Emitting;

internal static class ObjectEmitter
{
    public static void Emit(CodeWriter code, ObjectShape shape)
    {
        string type = shape.Frame.FullName;
        code.Alone().Open(CodecMethods.Write(type));
        CodecMethods.RequireValue(code, shape.Frame);
        MembersEmitter.Write(code, shape.Members, "value");
        code.Close().Line();

        code.Alone().Open(CodecMethods.TryReadExpected(type));
        MembersReadEmitter.TryRead(code, shape.Members, type);
        CodecMethods.GiveUp(code);
        code.Close().Line();

        code.Open(CodecMethods.Read(type));
        MembersReadEmitter.Read(code, shape.Members, type, shape.RefusesUnknown);
        code.Close();
    }
}
