using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Steno.Json;

namespace Steno.Benchmarks.Json;

/// <summary>How each side writes and reads: into a buffer that is used again, System.Text.Json with a writer that is used again too.</summary>
internal static class JsonSides
{
    private static readonly ArrayBufferWriter<byte> s_ours = new(1 << 16);
    private static readonly ArrayBufferWriter<byte> s_theirs = new(1 << 16);
    private static readonly Utf8JsonWriter s_writer = new(s_theirs);

    public static void WriteOurs<T>(T[] items)
        where T : IStenoJson<T>
    {
        foreach (T item in items)
        {
            s_ours.ResetWrittenCount();
            StenoJson.Serialize(s_ours, item);
        }
    }

    public static void WriteTheirs<T>(T[] items, JsonTypeInfo<T> typeInfo)
    {
        foreach (T item in items)
        {
            s_theirs.ResetWrittenCount();
            s_writer.Reset();
            JsonSerializer.Serialize(s_writer, item, typeInfo);
        }
    }

    public static void ReadOurs<T>(byte[][] texts)
        where T : IStenoJson<T>
    {
        foreach (byte[] text in texts)
        {
            Sink<T>.Value = StenoJson.Deserialize<T>(text);
        }
    }

    public static void ReadTheirs<T>(byte[][] texts, JsonTypeInfo<T> typeInfo)
    {
        foreach (byte[] text in texts)
        {
            Sink<T>.Value = JsonSerializer.Deserialize(text, typeInfo);
        }
    }

    /// <summary>Where results go, so that nothing is left out as unused.</summary>
    private static class Sink<T>
    {
        public static T? Value;
    }
}
