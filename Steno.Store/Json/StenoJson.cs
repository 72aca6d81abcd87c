namespace Steno.Json;

/// <summary>Writes and reads values whose JSON code the generator wrote.</summary>
public static class StenoJson
{
    /// <summary>The value as compact UTF-8 JSON.</summary>
    /// <param name="value">What to write.</param>
    public static byte[] Serialize<T>(T value) => throw new NotImplementedException();

    /// <summary>Appends the value as compact UTF-8 JSON.</summary>
    /// <param name="output">Where to append.</param>
    /// <param name="value">What to write.</param>
    public static void Serialize<T>(System.Buffers.IBufferWriter<byte> output, T value) => throw new NotImplementedException();

    /// <summary>Reads one value and nothing after it. Raw JSON inside the value refers to <paramref name="utf8"/>; it is not copied.</summary>
    /// <param name="utf8">UTF-8 text of exactly one JSON value.</param>
    /// <exception cref="StenoJsonException">The text is not JSON, or not a value of this type.</exception>
    public static T Deserialize<T>(ReadOnlyMemory<byte> utf8) => throw new NotImplementedException();
}
