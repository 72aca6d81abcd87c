using System.Text;
using Steno.Json;

namespace Steno;

/// <summary>What the name types and notes share: text that must have a UTF-8 form.</summary>
internal static class NameText
{
    public static void RequireValid(string value, string typeName)
    {
        if (!Utf16Text.IsValid(value))
        {
            throw new StenoJsonException(typeName, "$", 0, "the text has a lone surrogate, which has no UTF-8 form");
        }
    }

    public static string Decode(ReadOnlySpan<byte> utf8, string typeName)
        => System.Text.Unicode.Utf8.IsValid(utf8)
            ? Encoding.UTF8.GetString(utf8)
            : throw new StenoJsonException(typeName, "$", Utf8Text.FirstInvalid(utf8), "invalid UTF-8");

    public static bool TryFormat(string value, Span<char> destination, out int charsWritten)
    {
        bool fits = value.TryCopyTo(destination);
        charsWritten = fits ? value.Length : 0;
        return fits;
    }

    public static bool TryFormat(string value, Span<byte> destination, out int bytesWritten)
        => Encoding.UTF8.TryGetBytes(value, destination, out bytesWritten);
}
