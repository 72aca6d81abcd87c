using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace Steno.Json;

/// <summary>Writes and reads values whose JSON code the generator wrote.</summary>
/// <remarks>
/// Reading is exact: nothing may follow the value, duplicate and missing members are refused, raw JSON inside the value is validated.
/// The text is first matched against the form that <see cref="Serialize{T}(in T)"/> writes, without allocating;
/// at the first surprise the whole of it is read again in the form that allows everything. All methods are thread-safe.
/// </remarks>
public static partial class StenoJson
{
    /// <summary>The deepest nesting of arrays and objects in one document, as in serde_json.</summary>
    public const int MaxDepth = 127;

    private const int FirstBufferBytes = 512;

    /// <summary>The value as compact UTF-8 JSON.</summary>
    /// <param name="value">What to write.</param>
    /// <exception cref="StenoJsonException">A string in the value has a lone surrogate and so has no UTF-8 form.</exception>
    public static byte[] Serialize<T>(in T value)
        where T : IStenoJson<T>
        => Serialize<T, T>(in value);

    /// <summary>Appends the value as compact UTF-8 JSON; nothing is appended when it throws.</summary>
    /// <param name="output">Where to append.</param>
    /// <param name="value">What to write.</param>
    /// <exception cref="StenoJsonException">A string in the value has a lone surrogate and so has no UTF-8 form.</exception>
    public static void Serialize<T>(IBufferWriter<byte> output, in T value)
        where T : IStenoJson<T>
        => Serialize<T, T>(output, in value);

    /// <summary>Reads one value and nothing after it. Raw JSON inside the value refers to <paramref name="utf8"/>; it is not copied.</summary>
    /// <param name="utf8">UTF-8 text of exactly one JSON value.</param>
    /// <exception cref="StenoJsonException">The text is not JSON, or not a value of this type.</exception>
    public static T Deserialize<T>(ReadOnlyMemory<byte> utf8)
        where T : IStenoJson<T>
        => Deserialize<T, T>(utf8);

    /// <summary>Like <see cref="Serialize{T}(in T)"/>, for a type whose code is elsewhere, as an enum's.</summary>
    /// <param name="value">What to write.</param>
    /// <exception cref="StenoJsonException">A string in the value has a lone surrogate and so has no UTF-8 form.</exception>
    [SkipLocalsInit]
    public static byte[] Serialize<T, TCodec>(in T value)
        where TCodec : IJsonCodec<T>
    {
        StenoJsonWriter writer = new(stackalloc byte[FirstBufferBytes]);
        try
        {
            TCodec.Write(ref writer, in value);
            return writer.Written.ToArray();
        }
        finally
        {
            writer.ReturnBuffer();
        }
    }

    /// <summary>Like <see cref="Serialize{T}(IBufferWriter{byte}, in T)"/>, for a type whose code is elsewhere, as an enum's.</summary>
    /// <param name="output">Where to append.</param>
    /// <param name="value">What to write.</param>
    /// <exception cref="StenoJsonException">A string in the value has a lone surrogate and so has no UTF-8 form.</exception>
    public static void Serialize<T, TCodec>(IBufferWriter<byte> output, in T value)
        where TCodec : IJsonCodec<T>
    {
        ArgumentNullException.ThrowIfNull(output);
        StenoJsonWriter writer = new(output.GetSpan(FirstBufferBytes));
        try
        {
            TCodec.Write(ref writer, in value);
            if (writer.HasGrown)
            {
                output.Write(writer.Written);
            }
            else
            {
                output.Advance(writer.Written.Length);
            }
        }
        finally
        {
            writer.ReturnBuffer();
        }
    }

    /// <summary>Like <see cref="Deserialize{T}(ReadOnlyMemory{byte})"/>, for a type whose code is elsewhere, as an enum's.</summary>
    /// <param name="utf8">UTF-8 text of exactly one JSON value.</param>
    /// <exception cref="StenoJsonException">The text is not JSON, or not a value of this type.</exception>
    public static T Deserialize<T, TCodec>(ReadOnlyMemory<byte> utf8)
        where TCodec : IJsonCodec<T>
        => TryDeserializeExpected<T, TCodec>(utf8, out T? value) ? value : DeserializeAnyForm<T, TCodec>(utf8);

    /// <summary>The fast path alone. False says only that the text is not in the expected form.</summary>
    internal static bool TryDeserializeExpected<T, TCodec>(ReadOnlyMemory<byte> utf8, [MaybeNullWhen(false)] out T value)
        where TCodec : IJsonCodec<T>
    {
        StenoJsonReader reader = new(utf8, typeof(T));
        return TCodec.TryReadExpected(ref reader, out value) && reader.IsAtEnd;
    }

    /// <summary>The slow path alone, which decides what is accepted.</summary>
    internal static T DeserializeAnyForm<T, TCodec>(ReadOnlyMemory<byte> utf8)
        where TCodec : IJsonCodec<T>
    {
        StenoJsonReader reader = new(utf8, typeof(T));
        reader.RequireValidUtf8();
        T value = TCodec.Read(ref reader);
        reader.RequireEnd();
        return value;
    }
}
