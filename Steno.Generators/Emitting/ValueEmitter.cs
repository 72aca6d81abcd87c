using Steno.Generators.Models;

namespace Steno.Generators.Emitting;

/// <summary>The calls that write and read one value.</summary>
internal static class ValueEmitter
{
    public static string Write(ValueShape value, string expression) => $"writer.{WriteMethod(value)}({expression})";

    /// <summary>The value with the literals that stand before and behind it; of the latter there may be none.</summary>
    public static string Write(ValueShape value, string before, string expression, string after)
        => $"writer.{WriteMethod(value)}({before}, {expression}{(after.Length > 0 ? ", " + after : "")})";

    /// <summary>Reads the value into a new variable, with the literal that stands before it if there is one.</summary>
    public static string TryRead(ValueShape value, string variable, string before = "")
    {
        string literal = before.Length > 0 ? before + ", " : "";
        return value.Form switch
        {
            ValueForm.Boolean => $"reader.TryReadBoolean({literal}out bool {variable})",
            ValueForm.Integer => $"reader.TryReadInteger({literal}out {value.Type} {variable})",
            ValueForm.Guid => $"reader.TryReadGuid({literal}out {value.Type} {variable})",
            ValueForm.String => $"reader.TryReadString({literal}out string? {variable})",
            _ => $"reader.TryReadValue<{value.Type}, {value.Codec}>({literal}out var {variable})",
        };
    }

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
