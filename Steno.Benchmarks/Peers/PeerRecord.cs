using System.Buffers.Binary;
using Steno.Benchmarks.Load;

namespace Steno.Benchmarks.Peers;

/// <summary>One record on its way to a peer: its key is the saga's id and the event's number, its value the event's document.</summary>
/// <remarks>Every peer keeps the record under that key, because ours can be found by saga too: a bare list of records would be no peer.</remarks>
internal readonly record struct PeerRecord(int Caller, long Sequence)
{
    public const int KeySizeBytes = 24;

    /// <summary>Bytes of key and value.</summary>
    public static int SizeBytes => KeySizeBytes + SagaData.Document.Length;

    /// <summary>Writes key and value; returns how many bytes that are.</summary>
    public int WriteTo(Span<byte> bytes)
    {
        WriteKey(bytes);
        SagaData.Document.CopyTo(bytes[KeySizeBytes..]);
        return SizeBytes;
    }

    public void WriteKey(Span<byte> key)
    {
        SagaData.IdOf(Caller).TryWriteBytes(key, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(key[16..], Sequence);
    }
}
