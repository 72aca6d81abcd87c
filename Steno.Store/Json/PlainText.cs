using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Steno.Json;

/// <summary>Text of which nothing has to be escaped: ASCII without the quote, the backslash and control characters.</summary>
internal static class PlainText
{
    private const int LaneChars = 8;

    /// <summary>What ends plain text among bytes: the characters to be escaped, and everything beyond ASCII.</summary>
    private static readonly SearchValues<byte> s_ends = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(static value => (byte)value), (byte)'"', (byte)'\\', .. Enumerable.Range(0x80, 0x80).Select(static value => (byte)value)]);

    /// <summary>How many bytes of plain text there are at the start; all of them when nothing ends it.</summary>
    public static int Length(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAny(s_ends);
        return end < 0 ? text.Length : end;
    }

    /// <summary>Copies plain text for as long as there is some, eight characters at a time.</summary>
    /// <param name="text">What to copy.</param>
    /// <param name="target">At least as long.</param>
    /// <returns>How many characters were copied; whatever comes then, there may be more plain text behind it.</returns>
    public static int CopyStart(ReadOnlySpan<char> text, Span<byte> target)
    {
        target = target[..text.Length];
        ref ushort source = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text));
        ref byte destination = ref MemoryMarshal.GetReference(target);
        int done = 0;
        for (; done <= text.Length - LaneChars; done += LaneChars)
        {
            Vector128<ushort> chars = Vector128.LoadUnsafe(ref source, (nuint)done);
            Vector128<ushort> isEnd = Vector128.GreaterThan(chars - Vector128.Create((ushort)0x20), Vector128.Create((ushort)(0x7F - 0x20)))
                | Vector128.Equals(chars, Vector128.Create((ushort)'"'))
                | Vector128.Equals(chars, Vector128.Create((ushort)'\\'));
            if (isEnd != Vector128<ushort>.Zero)
            {
                break;
            }
            Vector128.Narrow(chars, chars).GetLower().StoreUnsafe(ref destination, (nuint)done);
        }
        for (; done < text.Length; done++)
        {
            char one = text[done];
            if (one is < ' ' or > '\x7F' or '"' or '\\')
            {
                break;
            }
            target[done] = (byte)one;
        }
        return done;
    }
}
