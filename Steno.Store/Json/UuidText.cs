using System.Buffers;

namespace Steno.Json;

/// <summary>Reads UUIDs as the Rust crate uuid does; stricter than <see cref="Guid.Parse(string)"/>, which lets signs and white space pass.</summary>
internal static class UuidText
{
    private const int HyphenatedLength = 36;
    private const int SimpleLength = 32;

    /// <summary>Hyphenated, 32 hex digits, <c>{hyphenated}</c> or <c>urn:uuid:hyphenated</c>; digits in any case.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out Guid value)
    {
        switch (text.Length)
        {
            case SimpleLength:
                return TryHex(text, out value);
            case HyphenatedLength:
                return TryParseHyphenated(text, out value);
            case HyphenatedLength + 2 when text[0] == '{' && text[^1] == '}':
                return TryParseHyphenated(text[1..^1], out value);
            case HyphenatedLength + 9 when text.StartsWith("urn:uuid:"u8):
                return TryParseHyphenated(text[9..], out value);
            default:
                value = default;
                return false;
        }
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out Guid)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out Guid value)
    {
        Span<byte> ascii = stackalloc byte[HyphenatedLength + 9];
        if (text.Length > ascii.Length || System.Text.Ascii.FromUtf16(text, ascii, out int written) != OperationStatus.Done)
        {
            value = default;
            return false;
        }
        return TryParse(ascii[..written], out value);
    }

    /// <summary>36 characters.</summary>
    public static bool TryParseHyphenated(ReadOnlySpan<byte> text, out Guid value)
    {
        if (text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-')
        {
            value = default;
            return false;
        }
        Span<byte> digits = stackalloc byte[SimpleLength];
        text[..8].CopyTo(digits);
        text.Slice(9, 4).CopyTo(digits[8..]);
        text.Slice(14, 4).CopyTo(digits[12..]);
        text.Slice(19, 4).CopyTo(digits[16..]);
        text[24..].CopyTo(digits[20..]);
        return TryHex(digits, out value);
    }

    private static bool TryHex(ReadOnlySpan<byte> digits, out Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (Convert.FromHexString(digits, bytes, out _, out int written) != OperationStatus.Done || written != bytes.Length)
        {
            value = default;
            return false;
        }
        value = new Guid(bytes, bigEndian: true);
        return true;
    }
}
