using System.Diagnostics.CodeAnalysis;
using Steno.Json;

namespace Steno;

/// <summary>Writes a saga with sorted members; reads it as any other.</summary>
internal readonly struct SortedSagaDagCodec : IJsonCodec<SagaDag>
{
    public static ReadOnlySpan<byte> Schema => SagaDagSchema.Text;

    public static void Write(ref StenoJsonWriter writer, in SagaDag value) => SagaDagWriter.WriteSorted(ref writer, value);

    public static bool TryReadExpected(ref StenoJsonReader reader, [MaybeNullWhen(false)] out SagaDag value)
    {
        value = null;
        return false;
    }

    public static SagaDag Read(ref StenoJsonReader reader) => SagaDagReader.Read(ref reader);
}
