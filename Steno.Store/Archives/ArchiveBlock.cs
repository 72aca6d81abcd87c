using System.IO.Compression;

namespace Steno.Store.Archives;

/// <summary>Compresses blocks and opens them again; never into more than was announced.</summary>
internal static class ArchiveBlock
{
    /// <summary>Between speed and size; blocks are compressed in the background and once more at each merge.</summary>
    private const int Quality = 5;
    private const int WindowBits = 22;

    /// <summary>More than this no block of so many bytes becomes.</summary>
    public static int MaxCompressedBytes(int rawBytes) => BrotliEncoder.GetMaxCompressedLength(rawBytes);

    public static int Compress(ReadOnlySpan<byte> raw, Span<byte> destination)
    {
        bool fits = BrotliEncoder.TryCompress(raw, destination, out int written, Quality, WindowBits);
        Invariant.Require(fits, "a block does not fit the size that it has at most");
        return written;
    }

    /// <summary>Fills exactly the destination; false when the block holds anything else.</summary>
    public static bool TryDecompress(ReadOnlySpan<byte> block, Span<byte> destination)
        => BrotliDecoder.TryDecompress(block, destination, out int written) && written == destination.Length;
}
