using System.Buffers.Binary;
using System.Text;
using Steno.Store.Log;
using Steno.Tests.Simulation;

namespace Steno.Tests.Fuzz;

/// <summary>A store's files as one input: for each its name, its length, and the blocks that are not zero, each after its number.</summary>
internal sealed class StoreImage
{
    private const int BlockBytes = 512;
    private const int MostFileBytes = 1 << 20;

    public SortedDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public long TotalBytes => Files.Values.Sum(static file => (long)file.Length);

    /// <summary>Whatever the bytes are: what does not fit is left out.</summary>
    public static StoreImage Unpack(ReadOnlySpan<byte> input)
    {
        var image = new StoreImage();
        while (input.Length > 0 && input[0] + 7 <= input.Length)
        {
            string name = Encoding.ASCII.GetString(input.Slice(1, input[0]));
            input = input[(1 + input[0])..];
            byte[] file = new byte[Math.Clamp(BinaryPrimitives.ReadInt32LittleEndian(input), 0, MostFileBytes)];
            int blocks = BinaryPrimitives.ReadUInt16LittleEndian(input[4..]);
            input = input[6..];
            for (; blocks > 0 && input.Length >= 2; blocks--)
            {
                int offset = BinaryPrimitives.ReadUInt16LittleEndian(input) * BlockBytes;
                ReadOnlySpan<byte> block = input[2..Math.Min(2 + BlockBytes, input.Length)];
                if (offset < file.Length)
                {
                    block[..Math.Min(block.Length, file.Length - offset)].CopyTo(file.AsSpan(offset));
                }
                input = input[(2 + block.Length)..];
            }
            image.Files[name] = file;
        }
        return image;
    }

    public byte[] Pack()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        foreach ((string name, byte[] bytes) in Files)
        {
            int[] used = [.. Enumerable.Range(0, (bytes.Length + BlockBytes - 1) / BlockBytes).Where(block => Block(bytes, block).ContainsAnyExcept((byte)0))];
            writer.Write(name);
            writer.Write(bytes.Length);
            writer.Write((ushort)used.Length);
            foreach (int block in used)
            {
                writer.Write((ushort)block);
                writer.Write(Block(bytes, block));
                writer.Write(new byte[BlockBytes - Block(bytes, block).Length]);
            }
        }
        return stream.ToArray();
    }

    public SimDisk ToDisk()
    {
        var disk = new SimDisk(exists: true) { BlockSizeBytes = 512 };
        foreach ((string name, byte[] bytes) in Files)
        {
            disk.Put(name, bytes);
        }
        return disk;
    }

    private static ReadOnlySpan<byte> Block(byte[] bytes, int block) => bytes.AsSpan(block * BlockBytes, Math.Min(BlockBytes, bytes.Length - (block * BlockBytes)));

    /// <summary>Where the headers of batches lie in a segment.</summary>
    public static List<int> BatchesIn(byte[] segment)
    {
        var starts = new List<int>();
        for (int block = 0; block + 512 <= segment.Length; block += 512)
        {
            int start = LogLayout.EntryWordBytes + (block == 0 ? (int)LogLayout.FirstAddress : block);
            if (BatchHeader.TryParse(segment.AsSpan(start), out _))
            {
                starts.Add(start);
            }
            else if (block == 0 && BatchHeader.TryParse(segment.AsSpan(LogLayout.EntryWordBytes), out _))
            {
                starts.Add(LogLayout.EntryWordBytes);
            }
        }
        return starts;
    }

    /// <summary>Gives a batch the checksum that fits it, so that a change is seen by whatever looks after the checksum.</summary>
    public static void SealBatch(byte[] segment, int start)
    {
        int bodyBytes = BinaryPrimitives.ReadInt32LittleEndian(segment.AsSpan(start + 64));
        int sealedBytes = bodyBytes >= 0 && bodyBytes <= segment.Length - start - BatchHeader.SizeBytes ? BatchHeader.SizeBytes + bodyBytes : BatchHeader.SizeBytes;
        Seal(segment.AsSpan(start, sealedBytes));
    }

    /// <summary>The same for a slot of the superblock, or anything with its checksum at the same place.</summary>
    public static void Seal(Span<byte> bytes) => BinaryPrimitives.WriteUInt32LittleEndian(bytes[12..], BatchHeader.Checksum(bytes));
}
