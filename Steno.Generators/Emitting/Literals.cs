using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Steno.Generators.Emitting;

/// <summary>Text as it stands in C# or in JSON.</summary>
internal static class Literals
{
    /// <summary>A C# string literal.</summary>
    public static string Text(string value) => SymbolDisplay.FormatLiteral(value, quote: true);

    /// <summary>A C# UTF-8 literal: a raw one where that spares the backslashes.</summary>
    public static string Utf8(string value)
    {
        bool canBeRaw = value.Contains("\"") && value[0] != '"' && value[value.Length - 1] != '"'
            && !value.Contains("\"\"\"") && !value.Any(IsControlOrLineEnd);
        return (canBeRaw ? $"\"\"\"{value}\"\"\"" : Text(value)) + "u8";
    }

    /// <summary>Two line ends of C# are no control characters.</summary>
    private static bool IsControlOrLineEnd(char value) => char.IsControl(value) || value is '\u2028' or '\u2029';

    /// <summary>A JSON string with its quotes, escaped as serde_json escapes it.</summary>
    public static string Json(string value)
    {
        StringBuilder text = new("\"");
        foreach (char each in value)
        {
            text.Append(each switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' => "\\u00" + ((int)each).ToString("x2", System.Globalization.CultureInfo.InvariantCulture),
                _ => each.ToString(),
            });
        }
        return text.Append('"').ToString();
    }
}
