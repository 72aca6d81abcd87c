using Steno.Generators.Models;

namespace Steno.Generators.Emitting;

internal static class NewtypeEmitter
{
    public static void Emit(CodeWriter code, NewtypeShape shape)
    {
        string type = shape.Frame.FullName;
        MemberShape member = shape.Member;
        EquatableArray<MemberShape> members = new(new[] { member });
        code.Inline().Open(CodecMethods.Write(type));
        CodecMethods.RequireValue(code, shape.Frame);
        code.Line(ValueEmitter.Write(member.Value, "value." + member.Property) + ";").Close().Line();

        code.Inline().Open(CodecMethods.TryReadExpected(type));
        code.Open($"if ({ValueEmitter.TryRead(member.Value, member.Variable)})");
        code.Line($"value = {MembersEmitter.Create(members, type)};").Line("return true;").Close();
        CodecMethods.GiveUp(code);
        code.Close().Line();

        code.Open(CodecMethods.Read(type));
        code.Line($"{member.Value.Type} {member.Variable} = {ValueEmitter.Read(member.Value)};");
        code.Line($"return {MembersEmitter.Create(members, type)};");
        code.Close();
        if (member.Value.Key is { } key)
        {
            EmitKey(code, type, member, members, key.Codec);
        }
    }

    private static void EmitKey(CodeWriter code, string type, MemberShape member, EquatableArray<MemberShape> members, string codec)
    {
        string arguments = $"{member.Value.Type}, {codec}";
        code.Line().Line($"static void {Names.KeyCodec}<{type}>.WriteKey(ref {Names.Writer} writer, {type} key)");
        code.Continued($"=> writer.WriteKey<{arguments}>(key.{member.Property});").Line();
        code.Open($"static bool {Names.KeyCodec}<{type}>.TryReadKey({Names.Bytes} utf8, {Names.MaybeNull} out {type} key)");
        code.Open($"if ({Names.Reader}.TryParseKey<{arguments}>(utf8, out var {member.Variable}))");
        code.Line($"key = {MembersEmitter.Create(members, type)};").Line("return true;").Close();
        code.Line("key = default;").Line("return false;").Close();
    }
}
