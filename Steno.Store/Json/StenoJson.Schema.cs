namespace Steno.Json;

public static partial class StenoJson
{
    /// <summary>The JSON Schema of the values of a type, as UTF-8 text.</summary>
    /// <remarks>
    /// Draft 2020-12 of a type that is not generic is a constant of the program. Draft-07 is translated from it at each call: keep it when it is needed often.
    /// </remarks>
    /// <param name="draft">The draft in which it is written.</param>
    /// <typeparam name="T">The type.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException">There is no such draft.</exception>
    public static ReadOnlySpan<byte> GetSchema<T>(JsonSchemaDraft draft = JsonSchemaDraft.Draft202012)
        where T : IStenoJson<T>
        => GetSchema<T, T>(draft);

    /// <summary>Like <see cref="GetSchema{T}(JsonSchemaDraft)"/>, for a type whose code is elsewhere, as an enum's or a list's.</summary>
    /// <param name="draft">The draft in which it is written.</param>
    /// <typeparam name="T">The type.</typeparam>
    /// <typeparam name="TCodec">Its code.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException">There is no such draft.</exception>
    public static ReadOnlySpan<byte> GetSchema<T, TCodec>(JsonSchemaDraft draft = JsonSchemaDraft.Draft202012)
        where TCodec : IJsonCodec<T>
        => InDraft(draft, TCodec.Schema);

    /// <summary>A schema of draft 2020-12 in the draft asked for.</summary>
    internal static ReadOnlySpan<byte> InDraft(JsonSchemaDraft draft, ReadOnlySpan<byte> schema) => draft switch
    {
        JsonSchemaDraft.Draft202012 => schema,
        JsonSchemaDraft.Draft07 => Draft07Schema.From(schema),
        _ => throw new ArgumentOutOfRangeException(nameof(draft), draft, "Not a draft of JSON Schema."),
    };
}
