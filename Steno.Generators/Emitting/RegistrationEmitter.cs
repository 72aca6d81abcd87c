using System.Linq;
using Steno.Generators.Models;

namespace Steno.Generators.Emitting;

/// <summary>The calls that make a type's code known to JsonCodecs when its module is initialised, without reflection.</summary>
internal static class RegistrationEmitter
{
    /// <summary>The class of the file's own, at the end of the file.</summary>
    public static void EmitForFile(CodeWriter code, TypeFrame frame, string codec)
    {
        if (frame.Registrar.Kind != RegistrarKind.File)
        {
            return;
        }
        code.Line().Open("file static class StenoJsonRegistration");
        EmitMethod(code, "Register", Call(frame, codec), isInitialiser: true);
        code.Close();
    }

    /// <summary>A method in the type around, which is <paramref name="level"/> types away from the outermost one.</summary>
    public static void EmitAround(CodeWriter code, TypeFrame frame, int level)
    {
        int host = level - (frame.Outer.Count - frame.Registrar.Hosts.Count);
        if (frame.Registrar.Kind != RegistrarKind.Around || host < 0)
        {
            return;
        }
        string call = host == frame.Registrar.Hosts.Count - 1
            ? Call(frame, frame.FullName)
            : $"{frame.Registrar.Hosts[host + 1]}.{Method(frame, host + 1)}()";
        code.Line().Line("/// <summary>Makes the code of a private type known; not for calling.</summary>");
        code.Line("[global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]");
        EmitMethod(code, Method(frame, host), call, isInitialiser: host == 0);
    }

    private static void EmitMethod(CodeWriter code, string name, string call, bool isInitialiser)
    {
        if (isInitialiser)
        {
            code.Line("[global::System.Diagnostics.CodeAnalysis.SuppressMessage(\"Usage\", \"CA2255\", Justification = \"The one way to be found without reflection; it does nothing else.\")]");
            code.Line("[global::System.Runtime.CompilerServices.ModuleInitializer]");
        }
        code.Line($"internal static void {name}() => {call};");
    }

    /// <summary>Named after the types below the host, so that several private types in one type do not meet.</summary>
    private static string Method(TypeFrame frame, int host)
        => "RegisterStenoJsonOf" + string.Join("", frame.Registrar.Hosts.Skip(host + 1)) + frame.Name;

    private static string Call(TypeFrame frame, string codec) => $"global::Steno.Json.JsonCodecs.Register<{frame.FullName}, {codec}>()";
}
