// Values whose text is made by .NET's own formatting, always in the invariant culture and in a form that reads back as the same value.

using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Steno.Json;

public ref partial struct StenoJsonWriter
{
    /// <summary>Appends a number with the fewest digits that read back as the same value, in serde's form: <c>1.0</c>, <c>0.1</c>, <c>1e300</c>.</summary>
    /// <param name="value">What to write.</param>
    /// <exception cref="StenoJsonException">The value is NaN or infinite, which has no JSON form.</exception>
    public void WriteFloat<T>(T value)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (!T.IsFinite(value))
        {
            throw new StenoJsonException(typeof(T).Name, "$", 0, "NaN and the infinities have no JSON form");
        }
        Advance(FloatText.Format(value, Reserve(FloatText.LongestBytes)));
    }

    /// <summary>Appends a decimal number with its scale: <c>1.10</c> stays <c>1.10</c>.</summary>
    /// <param name="value">What to write.</param>
    public void WriteDecimal(decimal value)
    {
        const int LongestDecimalBytes = 32; // sign, 29 digits, point
        // Invariant: a decimal takes at most 32 bytes.
        if (!value.TryFormat(Reserve(LongestDecimalBytes), out int written, default, CultureInfo.InvariantCulture))
        {
            throw new UnreachableException("A decimal took more than 32 bytes.");
        }
        Advance(written);
    }

    /// <summary>Appends bytes as a string in base64.</summary>
    /// <param name="value">What to write.</param>
    public void WriteBase64(scoped ReadOnlySpan<byte> value)
    {
        int length = Base64.GetMaxEncodedToUtf8Length(value.Length);
        Span<byte> target = Reserve(checked(length + 2));
        target[0] = (byte)'"';
        // Invariant: the target is as long as the text.
        if (Base64.EncodeToUtf8(value, target[1..], out _, out int written) != OperationStatus.Done || written != length)
        {
            throw new UnreachableException("Base64 took more than its length.");
        }
        target[length + 1] = (byte)'"';
        Advance(length + 2);
    }

    /// <summary>Appends a value as a string of ASCII text that needs no escape.</summary>
    internal void WriteText<T, TText>(T value)
        where TText : IJsonText<T>
    {
        Span<byte> target = Reserve(TText.LongestBytes + 2);
        target[0] = (byte)'"';
        int length = TText.Format(value, target[1..^1]);
        target[length + 1] = (byte)'"';
        Advance(length + 2);
    }

    /// <summary>Room for at least so many bytes; <see cref="Advance"/> counts what is used of it.</summary>
    private Span<byte> Reserve(int bytes) => MemoryMarshal.CreateSpan(ref Begin(default, bytes), bytes);
}
