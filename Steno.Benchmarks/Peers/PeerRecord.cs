using System.Buffers.Binary;
using Steno.Benchmarks.Load;

namespace Steno.Benchmarks.Peers;

/// <summary>One record on its way to a peer: its key is the saga's id and the event's number, its value the event's document.</summary>
internal readonly record struct PeerRecord(int Caller, long Sequence)
{
    public const int KeySizeBytes = 24;

    public void WriteKey(Span<byte> key)
    {
        SagaData.IdOf(Caller).TryWriteBytes(key, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(key[16..], Sequence);
    }
}
