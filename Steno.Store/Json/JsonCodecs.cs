// Finds the JSON code of a type that is known only as a type parameter, without reflection: a static generic field holds it.
// Types that the generator wrote register themselves when their module is initialised; the built-in ones are named here.

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace Steno.Json;

/// <summary>Where the JSON code of action inputs, outputs and parameters is found. Thread-safe.</summary>
/// <remarks>
/// Known without further ado: <see cref="bool"/>, the integers, the floating-point numbers, <see cref="decimal"/>, <see cref="char"/>, <see cref="string"/>,
/// <see cref="Guid"/>, dates, times and time spans, <see cref="Uri"/>, <see cref="Version"/>, bytes (as base64), arrays and lists of strings and of int,
/// <see cref="RawJson"/>, and every type with one of the generator's attributes that is not generic. Other collections are added by naming their code, as
/// <c>JsonCodecs.Register&lt;List&lt;Foo&gt;, ListCodec&lt;Foo, Foo&gt;&gt;()</c>, and a type that a System.Text.Json context covers with
/// <see cref="Register{T}(JsonTypeInfo{T})"/>. The last registration of a type counts.
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
        Register<double, FloatCodec<double>>();
        Register<float, FloatCodec<float>>();
        Register<Half, FloatCodec<Half>>();
        Register<decimal, DecimalCodec>();
        Register<char, CharCodec>();
        Register<DateTime, DateTimeCodec>();
        Register<DateTimeOffset, DateTimeOffsetCodec>();
        Register<DateOnly, DateOnlyCodec>();
        Register<TimeOnly, TimeOnlyCodec>();
        Register<TimeSpan, TimeSpanCodec>();
        Register<Uri, UriCodec>();
        Register<Version, VersionCodec>();
        Register<byte[], ByteArrayCodec>();
        Register<ReadOnlyMemory<byte>, ByteMemoryCodec>();
        Register<string[], ArrayCodec<string, StringCodec>>();
        Register<List<string>, ListCodec<string, StringCodec>>();
        Register<int[], ArrayCodec<int, IntegerCodec<int>>>();
        Register<List<int>, ListCodec<int, IntegerCodec<int>>>();
    }

    /// <summary>The code of a type.</summary>
    /// <exception cref="JsonCodecMissingException">Nothing was registered for it.</exception>
    public static JsonCodec<T> Of<[RequiresJsonCode] T>() => TryGet<T>() ?? throw new JsonCodecMissingException(typeof(T));

    /// <summary>The code of a type, or null when nothing was registered for it.</summary>
    public static JsonCodec<T>? TryGet<T>()
    {
        if (Holder<T>.Codec is { } known)
        {
            return known;
        }
        // A type's registration runs when its module is initialised, which the mention of the type alone does not bring about.
        Initialise(typeof(T));
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
        // A type's own registration must not come later and win.
        Initialise(typeof(T));
        Holder<T>.Codec = new TypeInfoJsonCodec<T>(typeInfo);
    }

    /// <summary>Runs the module initialisers behind a type: its own module's, and those of the types that it is made of, since List&lt;Foo&gt; belongs to the core library.</summary>
    private static void Initialise(Type type)
    {
        RuntimeHelpers.RunModuleConstructor(type.Module.ModuleHandle);
        if (type.GetElementType() is { } element)
        {
            Initialise(element);
        }
        foreach (Type argument in type.GetGenericArguments())
        {
            Initialise(argument);
        }
    }

    private static void RegisterInteger<T>()
        where T : struct, IBinaryInteger<T>
        => Register<T, IntegerCodec<T>>();

    private static class Holder<T>
    {
        public static volatile JsonCodec<T>? Codec;
    }
}
