using System.Globalization;
using System.Numerics;

namespace Steno.Json;

/// <summary>The JSON code of the integer types: a number without fraction and exponent.</summary>
/// <typeparam name="T">The integer type.</typeparam>
public readonly struct IntegerCodec<T> : IJsonCodec<T>, IJsonKeyCodec<T>
    where T : struct, IBinaryInteger<T>
{
    static ReadOnlySpan<byte> IJsonCodec<T>.Schema => "{\"type\":\"integer\"}"u8;

    static void IJsonCodec<T>.Write(ref StenoJsonWriter writer, in T value) => writer.WriteInteger(value);

    static bool IJsonCodec<T>.TryReadExpected(ref StenoJsonReader reader, out T value) => reader.TryReadInteger(out value);

    static T IJsonCodec<T>.Read(ref StenoJsonReader reader) => reader.ReadInteger<T>();

    static void IJsonKeyCodec<T>.WriteKey(ref StenoJsonWriter writer, T key)
    {
        writer.WriteRaw("\""u8);
        writer.WriteInteger(key);
        writer.WriteRaw("\""u8);
    }

    static bool IJsonKeyCodec<T>.TryReadKey(ReadOnlySpan<byte> utf8, out T key)
    {
        // The digits of a JSON number; .NET's own parsing also lets a plus sign, leading zeros and -0 pass.
        ReadOnlySpan<byte> digits = utf8.StartsWith("-"u8) ? utf8[1..] : utf8;
        bool isPlain = !digits.IsEmpty && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') && (digits[0] != '0' || utf8.Length == 1);
        key = default;
        return isPlain && T.TryParse(utf8, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out key);
    }
}
