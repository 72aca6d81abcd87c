namespace Steno.Json;

/// <summary>The JSON code of <see cref="char"/>: a string of one UTF-16 unit. Half of a surrogate pair has no JSON form.</summary>
public readonly struct CharCodec : IJsonCodec<char>
{
    static ReadOnlySpan<byte> IJsonCodec<char>.Schema => "{\"type\":\"string\",\"minLength\":1,\"maxLength\":1}"u8;

    static void IJsonCodec<char>.Write(ref StenoJsonWriter writer, char value) => writer.WriteString(new ReadOnlySpan<char>(in value));

    static bool IJsonCodec<char>.TryReadExpected(ref StenoJsonReader reader, out char value)
    {
        value = default;
        return reader.TryReadString(out string? text) && TryOne(text, out value);
    }

    static char IJsonCodec<char>.Read(ref StenoJsonReader reader)
    {
        StenoJsonReader start = reader;
        return TryOne(reader.ReadString(), out char value) ? value : throw start.FailAtNext("expected a string of one character");
    }

    private static bool TryOne(string text, out char value)
    {
        value = text.Length == 1 ? text[0] : default;
        return text.Length == 1;
    }
}
