namespace Steno.Store.Log;

/// <summary>
/// Where a record lies: the start of its batch and its offset in the batch's body, packed into 64 bits.
/// Batches start on multiples of 512 (the first one at 64, which rounds to block 0), so 37 bits of block number
/// reach 64 TiB and 27 bits of offset reach 128 MiB. Zero means "none": the first batch of a log holds no records.
/// </summary>
internal readonly record struct RecordAddress(ulong Packed)
{
    private const int OffsetBits = 27;
    private const int BlockBytes = 512;

    public static RecordAddress None => default;

    public bool IsNone => Packed == 0;

    public static RecordAddress At(long batchStart, int bodyOffset)
    {
        Invariant.Require(bodyOffset >= 0 && bodyOffset < 1 << OffsetBits, "a record lies too deep in its batch");
        return new(((ulong)(batchStart / BlockBytes) << OffsetBits) | (uint)bodyOffset);
    }

    public long BatchStart => Packed >> OffsetBits == 0 ? LogLayout.FirstAddress : (long)(Packed >> OffsetBits) * BlockBytes;

    public int BodyOffset => (int)(Packed & ((1UL << OffsetBits) - 1));
}
