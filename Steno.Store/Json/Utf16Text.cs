namespace Steno.Json;

/// <summary>Whether .NET text can become UTF-8 without loss.</summary>
internal static class Utf16Text
{
    /// <summary>False when there is a surrogate without its other half.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        while (true)
        {
            int surrogate = text.IndexOfAnyInRange('\uD800', '\uDFFF');
            if (surrogate < 0)
            {
                return true;
            }
            if (surrogate + 1 >= text.Length || !char.IsSurrogatePair(text[surrogate], text[surrogate + 1]))
            {
                return false;
            }
            text = text[(surrogate + 2)..];
        }
    }
}
