using Steno.Json;

namespace Steno;

/// <summary>How deep a value inside a DAG's JSON may be nested.</summary>
internal static class DagPayload
{
    // {"graph":{"nodes":[{"Constant":{"value":here, and the same for a Start node's params.
    private const int LevelsAround = 5;
    private const int MaxLevels = StenoJson.MaxDepth - LevelsAround;

    /// <summary>Refuses a value that could be written into a DAG but not read back.</summary>
    public static void RequireFits(RawJson value)
    {
        ReadOnlySpan<byte> text = value.Utf8.Span;
        // Each level takes two bytes and one opening bracket, so nearly every value is decided without a copy.
        if (text.Length <= 2 * MaxLevels || text.Count((byte)'[') + text.Count((byte)'{') <= MaxLevels)
        {
            return;
        }
        byte[] wrapped = new byte[text.Length + (2 * LevelsAround)];
        wrapped.AsSpan(0, LevelsAround).Fill((byte)'[');
        text.CopyTo(wrapped.AsSpan(LevelsAround));
        wrapped.AsSpan(LevelsAround + text.Length).Fill((byte)']');
        if (!RawJson.TryParse(wrapped, out _))
        {
            throw new StenoJsonException(nameof(SagaDag), "$", 0, $"a value inside a DAG is nested deeper than {MaxLevels} levels");
        }
    }
}
