using System.Diagnostics.CodeAnalysis;
using Steno.Json;

namespace Steno;

/// <summary>The identity of a saga: a UUID, on the wire a bare string in lower-case hyphenated form.</summary>
[JsonNewtype]
public readonly partial record struct SagaId(Guid Value) : IComparable<SagaId>
{
    /// <summary>A new random id (UUID version 4).</summary>
    public static SagaId New() => new(Guid.NewGuid());

    /// <summary>Orders ids as their text does (big-endian byte order).</summary>
    public int CompareTo(SagaId other) => Value.CompareTo(other.Value);

    /// <summary>The id in lower-case hyphenated form.</summary>
    public override string ToString() => Value.ToString();
}
