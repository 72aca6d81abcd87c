using System.Buffers;
using System.IO.Compression;

namespace Steno.Store.Archives;

/// <summary>Compresses blocks and opens them again; never into more than was announced.</summary>
internal static class ArchiveBlock
{
    /// <summary>Between speed and size; blocks are compressed in the background and once more at each merge.</summary>
    private const int Quality = 5;
    private const int WindowBits = 22;
    private const int CountedBytes = 1 << 20;
    private const int ScratchBytes = 64 << 10;

    /// <summary>More than this no block of so many bytes becomes.</summary>
    public static int MaxCompressedBytes(int rawBytes) => BrotliEncoder.GetMaxCompressedLength(rawBytes);

    public static int Compress(ReadOnlySpan<byte> raw, Span<byte> destination)
    {
        bool fits = BrotliEncoder.TryCompress(raw, destination, out int written, Quality, WindowBits);
        Invariant.Require(fits, "a block does not fit the size that it has at most");
        return written;
    }

    /// <summary>The block's bytes; null when they are not exactly as many as announced. Nothing large is allocated before that many were seen to come.</summary>
    public static byte[]? TryDecompress(ReadOnlySpan<byte> block, int rawBytes)
    {
        if (rawBytes > CountedBytes && !Holds(block, rawBytes))
        {
            return null;
        }
        var raw = new byte[rawBytes];
        return BrotliDecoder.TryDecompress(block, raw, out int written) && written == rawBytes ? raw : null;
    }

    private static bool Holds(ReadOnlySpan<byte> block, int rawBytes)
    {
        byte[] scratch = ArrayPool<byte>.Shared.Rent(ScratchBytes);
        var decoder = default(BrotliDecoder);
        try
        {
            long total = 0;
            while (total <= rawBytes)
            {
                OperationStatus status = decoder.Decompress(block, scratch, out int consumed, out int written);
                block = block[consumed..];
                total += written;
                if (status != OperationStatus.DestinationTooSmall)
                {
                    return status == OperationStatus.Done && total == rawBytes;
                }
            }
            return false;
        }
        finally
        {
            decoder.Dispose();
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }
}
