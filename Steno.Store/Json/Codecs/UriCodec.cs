using System.Diagnostics.CodeAnalysis;

namespace Steno.Json;

/// <summary>The JSON code of <see cref="Uri"/>: a string with the text that the URI was made from; it may be relative.</summary>
public readonly struct UriCodec : IJsonCodec<Uri>
{
    static ReadOnlySpan<byte> IJsonCodec<Uri>.Schema => "{\"type\":\"string\",\"format\":\"uri-reference\"}"u8;

    static void IJsonCodec<Uri>.Write(ref StenoJsonWriter writer, in Uri value)
    {
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteString(value.OriginalString);
    }

    static bool IJsonCodec<Uri>.TryReadExpected(ref StenoJsonReader reader, [MaybeNullWhen(false)] out Uri value)
    {
        value = null;
        return reader.TryReadString(out string? text) && Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out value);
    }

    static Uri IJsonCodec<Uri>.Read(ref StenoJsonReader reader)
    {
        StenoJsonReader start = reader;
        return Uri.TryCreate(reader.ReadString(), UriKind.RelativeOrAbsolute, out Uri? value) ? value : throw start.FailAtNext("expected a URI");
    }
}
