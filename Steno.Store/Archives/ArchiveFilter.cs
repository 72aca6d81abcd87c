using System.Buffers.Binary;

namespace Steno.Store.Archives;

/// <summary>
/// A blocked Bloom filter over saga ids, in memory while the archive is open: says for sure that an id is not there, at the cost
/// of one cache line. 12 bits an id, seven of them set in one block of 512: about one id in 150 that is not there passes, and
/// costs a small read of the archive's index.
/// </summary>
internal static class ArchiveFilter
{
    public const int BlockBytes = 64;
    private const int BitsPerSaga = 12;
    private const int BitsSet = 7;

    /// <summary>How many bytes the filter of so many sagas takes.</summary>
    public static int SizeFor(int sagaCount) => (int)(((long)sagaCount * BitsPerSaga + BlockBytes * 8 - 1) / (BlockBytes * 8) * BlockBytes);

    public static void Add(Span<byte> filter, SagaId id)
    {
        (Range block, ulong bits) = PlaceOf(filter.Length, id);
        Span<byte> bytes = filter[block];
        for (int i = 0; i < BitsSet; i++, bits >>= 9)
        {
            bytes[(int)(bits & 511) >> 3] |= (byte)(1 << (int)(bits & 7));
        }
    }

    public static bool MayContain(ReadOnlySpan<byte> filter, SagaId id)
    {
        if (filter.IsEmpty)
        {
            return false;
        }
        (Range block, ulong bits) = PlaceOf(filter.Length, id);
        ReadOnlySpan<byte> bytes = filter[block];
        for (int i = 0; i < BitsSet; i++, bits >>= 9)
        {
            if ((bytes[(int)(bits & 511) >> 3] & (1 << (int)(bits & 7))) == 0)
            {
                return false;
            }
        }
        return true;
    }

    private static (Range Block, ulong Bits) PlaceOf(int filterBytes, SagaId id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        ulong high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        ulong low = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        ulong first = Mix(low + Mix(high));
        int block = (int)(((first >> 32) * (ulong)(filterBytes / BlockBytes)) >> 32);
        return ((block * BlockBytes)..((block + 1) * BlockBytes), Mix(first));
    }

    /// <summary>The finalizer of SplitMix64, so that ids that were counted up spread like random ones.</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9E37_79B9_7F4A_7C15;
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }
}
