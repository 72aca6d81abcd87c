// Finds the JSON code of a type that is known only as a type parameter, without reflection: a static generic field holds it.
// Types that the generator wrote register themselves when their module is initialised; the built-in ones are named here.

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace Steno.Json;

/// <summary>Where the JSON code of action inputs, outputs and parameters is found. Thread-safe.</summary>
/// <remarks>
/// Known without further ado: <see cref="bool"/>, the integers, <see cref="string"/>, <see cref="Guid"/>, <see cref="RawJson"/>,
/// and every type with one of the generator's attributes. A type that a System.Text.Json context covers is added with
/// <see cref="Register{T}(JsonTypeInfo{T})"/>.
/// </remarks>
public static class JsonCodecs
{
    static JsonCodecs()
    {
        Register<bool, BooleanCodec>();
        Register<string, StringCodec>();
        Register<Guid, GuidCodec>();
        Register<RawJson, RawJson>();
        RegisterInteger<sbyte>();
        RegisterInteger<byte>();
        RegisterInteger<short>();
        RegisterInteger<ushort>();
        RegisterInteger<int>();
        RegisterInteger<uint>();
        RegisterInteger<long>();
        RegisterInteger<ulong>();
        RegisterInteger<Int128>();
        RegisterInteger<UInt128>();
    }

    /// <summary>The code of a type.</summary>
    /// <exception cref="JsonCodecMissingException">Nothing was registered for it.</exception>
    public static JsonCodec<T> Of<T>() => TryGet<T>() ?? throw new JsonCodecMissingException(typeof(T));

    /// <summary>The code of a type, or null when nothing was registered for it.</summary>
    public static JsonCodec<T>? TryGet<T>()
    {
        if (Holder<T>.Codec is { } known)
        {
            return known;
        }
        // A type's registration runs when its module is initialised, which the mention of the type alone does not bring about.
        RuntimeHelpers.RunModuleConstructor(typeof(T).Module.ModuleHandle);
        return Holder<T>.Codec;
    }

    /// <summary>Makes a type's code known. Generated types call it themselves.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <typeparam name="TCodec">Its code: the type itself when it is <see cref="IStenoJson{TSelf}"/>.</typeparam>
    public static void Register<T, TCodec>()
        where TCodec : IJsonCodec<T>
        => Holder<T>.Codec = new StaticJsonCodec<T, TCodec>();

    /// <summary>Makes a type known that a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/> covers.</summary>
    /// <param name="typeInfo">How System.Text.Json writes and reads it.</param>
    public static void Register<T>(JsonTypeInfo<T> typeInfo)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        Holder<T>.Codec = new TypeInfoJsonCodec<T>(typeInfo);
    }

    private static void RegisterInteger<T>()
        where T : struct, IBinaryInteger<T>
        => Register<T, IntegerCodec<T>>();

    private static class Holder<T>
    {
        public static volatile JsonCodec<T>? Codec;
    }
}
