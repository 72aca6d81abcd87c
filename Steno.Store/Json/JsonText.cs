using System.Buffers;

namespace Steno.Json;

/// <summary>Looks at text that is known to be JSON, by its structure alone.</summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[]"u8);

    /// <summary>Where the string that opens at <paramref name="quote"/> ends: the index after its closing quote.</summary>
    public static int EndOfString(ReadOnlySpan<byte> json, int quote)
    {
        int at = quote + 1;
        while (at < json.Length)
        {
            int distance = json[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (distance < 0)
            {
                break;
            }
            at += distance;
            if (json[at] == '"')
            {
                return at + 1;
            }
            // What an escape begins is no end, even when it is a quote.
            at += 2;
        }
        // Only a codec written by hand can leave a string open, and then its text must not lead past the end.
        return json.Length;
    }

    /// <summary>Whether no place in the text has more than so many arrays and objects open.</summary>
    public static bool IsWithin(int levels, ReadOnlySpan<byte> json)
        // Each level takes two bytes and one opening bracket, so nearly every text is decided without a walk.
        => json.Length < 2 * (levels + 1L) || json.Count((byte)'[') + json.Count((byte)'{') <= levels || DeepestLevel(json) <= levels;

    private static int DeepestLevel(ReadOnlySpan<byte> json)
    {
        int level = 0;
        int deepest = 0;
        int at = 0;
        while (true)
        {
            int distance = json[at..].IndexOfAny(Structure);
            if (distance < 0)
            {
                return deepest;
            }
            at += distance;
            switch (json[at])
            {
                case (byte)'"':
                    at = EndOfString(json, at);
                    continue;
                case (byte)'{' or (byte)'[':
                    level++;
                    deepest = Math.Max(deepest, level);
                    break;
                default:
                    level--;
                    break;
            }
            at++;
        }
    }
}
