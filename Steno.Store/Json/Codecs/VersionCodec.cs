using System.Diagnostics.CodeAnalysis;

namespace Steno.Json;

/// <summary>The JSON code of <see cref="Version"/>: a string as <c>1.2.3.4</c>, of two to four numbers.</summary>
public readonly struct VersionCodec : IJsonCodec<Version>
{
    static ReadOnlySpan<byte> IJsonCodec<Version>.Schema => "{\"type\":\"string\",\"pattern\":\"^\\\\d+(\\\\.\\\\d+){1,3}$\"}"u8;

    static void IJsonCodec<Version>.Write(ref StenoJsonWriter writer, in Version value)
    {
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteString(value.ToString());
    }

    static bool IJsonCodec<Version>.TryReadExpected(ref StenoJsonReader reader, [MaybeNullWhen(false)] out Version value)
    {
        value = null;
        return reader.TryReadString(out string? text) && TryParse(text, out value);
    }

    static Version IJsonCodec<Version>.Read(ref StenoJsonReader reader)
    {
        StenoJsonReader start = reader;
        return TryParse(reader.ReadString(), out Version? value) ? value : throw start.FailAtNext("expected a version as 1.2.3");
    }

    /// <summary>.NET's own parsing lets signs and white space pass.</summary>
    private static bool TryParse(string text, [NotNullWhen(true)] out Version? value)
    {
        value = null;
        return !text.AsSpan().ContainsAnyExcept("0123456789.") && Version.TryParse(text, out value);
    }
}
