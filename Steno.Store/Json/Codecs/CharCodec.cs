using System.Buffers;
using System.Text;

namespace Steno.Json;

/// <summary>The JSON code of <see cref="char"/>: a string of one UTF-16 unit. Half of a surrogate pair has no JSON form.</summary>
public readonly struct CharCodec : IJsonCodec<char>, IJsonKeyCodec<char>
{
    static ReadOnlySpan<byte> IJsonCodec<char>.Schema => "{\"type\":\"string\",\"minLength\":1,\"maxLength\":1}"u8;

    static void IJsonCodec<char>.Write(ref StenoJsonWriter writer, in char value) => writer.WriteString(new ReadOnlySpan<char>(in value));

    static bool IJsonCodec<char>.TryReadExpected(ref StenoJsonReader reader, out char value) => reader.TryReadKey<char, CharCodec>(out value);

    static char IJsonCodec<char>.Read(ref StenoJsonReader reader)
    {
        StenoJsonReader start = reader;
        return TryOne(reader.ReadStringUtf8(), out char value) ? value : throw start.FailAtNext("expected a string of one character");
    }

    static void IJsonKeyCodec<char>.WriteKey(ref StenoJsonWriter writer, char key) => writer.WriteString(new ReadOnlySpan<char>(in key));

    static bool IJsonKeyCodec<char>.TryReadKey(ReadOnlySpan<byte> utf8, out char key) => TryOne(utf8, out key);

    private static bool TryOne(ReadOnlySpan<byte> utf8, out char value)
    {
        bool isOne = Rune.DecodeFromUtf8(utf8, out Rune rune, out int length) == OperationStatus.Done && length == utf8.Length && rune.IsBmp;
        value = isOne ? (char)rune.Value : default;
        return isOne;
    }
}
