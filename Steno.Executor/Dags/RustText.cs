using System.Globalization;
using System.Text;

namespace Steno;

/// <summary>Text in the quoted form that Rust's debug output has: a part of labels, which others compare.</summary>
internal static class RustText
{
    /// <summary>Quotes a text. What does not print is escaped by its code point; Unicode's general categories say what prints.</summary>
    public static string Quote(string text)
    {
        StringBuilder quoted = new(text.Length + 2);
        quoted.Append('"');
        foreach (Rune rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append(@"\\"),
                '\t' => quoted.Append(@"\t"),
                '\r' => quoted.Append(@"\r"),
                '\n' => quoted.Append(@"\n"),
                0 => quoted.Append(@"\0"),
                _ when Prints(rune) => quoted.Append(rune),
                _ => quoted.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}"),
            };
        }
        return quoted.Append('"').ToString();
    }

    private static bool Prints(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark);
}
