using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Steno.Json;

/// <summary>The JSON code of <see cref="string"/>: a string.</summary>
public readonly struct StringCodec : IJsonCodec<string>, IJsonKeyCodec<string>
{
    static ReadOnlySpan<byte> IJsonCodec<string>.Schema => "{\"type\":\"string\"}"u8;

    static void IJsonCodec<string>.Write(ref StenoJsonWriter writer, in string value) => writer.WriteString(value);

    static bool IJsonCodec<string>.TryReadExpected(ref StenoJsonReader reader, [MaybeNullWhen(false)] out string value) => reader.TryReadString(out value);

    static string IJsonCodec<string>.Read(ref StenoJsonReader reader) => reader.ReadString();

    static void IJsonKeyCodec<string>.WriteKey(ref StenoJsonWriter writer, string key) => writer.WriteString(key);

    static bool IJsonKeyCodec<string>.TryReadKey(ReadOnlySpan<byte> utf8, [MaybeNullWhen(false)] out string key)
    {
        key = Encoding.UTF8.GetString(utf8);
        return true;
    }
}
