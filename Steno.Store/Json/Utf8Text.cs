using System.Buffers;
using System.Text;

namespace Steno.Json;

/// <summary>What an error message needs to know of broken UTF-8.</summary>
internal static class Utf8Text
{
    /// <summary>Where the first invalid sequence begins, or the length when there is none.</summary>
    public static int FirstInvalid(ReadOnlySpan<byte> text)
    {
        int position = 0;
        while (position < text.Length && Rune.DecodeFromUtf8(text[position..], out _, out int length) == OperationStatus.Done)
        {
            position += length;
        }
        return position;
    }
}
