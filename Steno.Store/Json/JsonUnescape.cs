using System.Text;

namespace Steno.Json;

/// <summary>Turns the inside of a JSON string into the text that it stands for.</summary>
internal static class JsonUnescape
{
    /// <summary>The text as UTF-8. <paramref name="inner"/> has been checked by <see cref="JsonScanner.TryString"/> in its strict form.</summary>
    public static byte[] ToUtf8(ReadOnlySpan<byte> inner)
    {
        // No escape is shorter than what it stands for.
        byte[] target = new byte[inner.Length];
        int count = 0;
        int position = 0;
        while (position < inner.Length)
        {
            if (inner[position] != '\\')
            {
                target[count++] = inner[position++];
                continue;
            }
            byte kind = inner[position + 1];
            if (kind == 'u')
            {
                position += Unicode(inner, position, out Rune rune);
                count += rune.EncodeToUtf8(target.AsSpan(count));
                continue;
            }
            target[count++] = kind switch
            {
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                (byte)'n' => (byte)'\n',
                (byte)'r' => (byte)'\r',
                (byte)'t' => (byte)'\t',
                _ => kind,
            };
            position += 2;
        }
        return target[..count];
    }

    private static int Unicode(ReadOnlySpan<byte> inner, int position, out Rune rune)
    {
        JsonScanner.TryHex(inner, position + 2, out int unit);
        if (Rune.TryCreate(unit, out rune))
        {
            return 6;
        }
        JsonScanner.TryHex(inner, position + 8, out int low);
        rune = new Rune((char)unit, (char)low);
        return 12;
    }
}
