using Steno.Generators.Models;

namespace Steno.Generators.Emitting;

/// <summary>The heads of a codec's three methods.</summary>
internal static class CodecMethods
{
    /// <summary>
    /// A method of its own: inlined into its callers it would use up what the JIT allows them, and the literals after it would be
    /// copied by calls instead of a few moves each.
    /// </summary>
    public static CodeWriter Alone(this CodeWriter code) => code.Line($"[{MethodImpl}(global::System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]");

    /// <summary>A method that only hands on to another one, or that gains from being part of its callers.</summary>
    public static CodeWriter Inline(this CodeWriter code) => code.Line($"[{MethodImpl}(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]");

    private const string MethodImpl = "global::System.Runtime.CompilerServices.MethodImpl";

    public static string Write(string type) => $"static void {Names.Codec}<{type}>.Write(ref {Names.Writer} writer, in {type} value)";

    public static string TryReadExpected(string type)
        => $"static bool {Names.Codec}<{type}>.TryReadExpected(ref {Names.Reader} reader, {Names.MaybeNull} out {type} value)";

    public static string Read(string type) => $"static {type} {Names.Codec}<{type}>.Read(ref {Names.Reader} reader)";

    /// <summary>Refuses a null, which nothing here stands for.</summary>
    public static void RequireValue(CodeWriter code, TypeFrame frame)
    {
        if (!frame.IsValueType)
        {
            code.Line("global::System.ArgumentNullException.ThrowIfNull(value);");
        }
    }

    /// <summary>The end of a fast read that met a surprise.</summary>
    public static void GiveUp(CodeWriter code) => code.Line("value = default;").Line("return false;");
}
