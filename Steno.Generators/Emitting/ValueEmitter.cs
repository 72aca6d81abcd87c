using Steno.Generators.Models;

namespace Steno.Generators.Emitting;

/// <summary>The calls that write and read one value.</summary>
internal static class ValueEmitter
{
    public static string Write(ValueShape value, string expression) => $"writer.{WriteMethod(value)}({expression})";

    /// <summary>The value with the literal that stands before it.</summary>
    public static string Write(ValueShape value, string literal, string expression) => $"writer.{WriteMethod(value)}({literal}, {expression})";

    public static string TryRead(ValueShape value, string variable) => value.Form switch
    {
        ValueForm.Boolean => $"reader.TryReadBoolean(out bool {variable})",
        ValueForm.Integer => $"reader.TryReadInteger(out {value.Type} {variable})",
        ValueForm.Guid => $"reader.TryReadGuid(out {value.Type} {variable})",
        ValueForm.String => $"reader.TryReadString(out string? {variable})",
        _ => $"reader.TryReadValue<{value.Type}, {value.Codec}>(out var {variable})",
    };

    public static string Read(ValueShape value) => value.Form switch
    {
        ValueForm.Boolean => "reader.ReadBoolean()",
        ValueForm.Integer => $"reader.ReadInteger<{value.Type}>()",
        ValueForm.Guid => "reader.ReadGuid()",
        ValueForm.String => "reader.ReadString()",
        _ => $"reader.ReadValue<{value.Type}, {value.Codec}>()",
    };

    private static string WriteMethod(ValueShape value) => value.Form switch
    {
        ValueForm.Boolean => "WriteBoolean",
        ValueForm.Integer => "WriteInteger",
        ValueForm.Guid => "WriteGuid",
        ValueForm.String => "WriteString",
        _ => $"WriteValue<{value.Type}, {value.Codec}>",
    };
}
