using System.Buffers.Binary;
using System.Text;
using Steno.Store.Log;
using Steno.Tests.Simulation;

namespace Steno.Tests.Fuzz;

/// <summary>A store's files as one input: for each its name, its length and its bytes.</summary>
internal sealed class StoreImage
{
    public SortedDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public long TotalBytes => Files.Values.Sum(static file => (long)file.Length);

    public static StoreImage Unpack(byte[] input)
    {
        var image = new StoreImage();
        using var reader = new BinaryReader(new MemoryStream(input), Encoding.UTF8);
        while (reader.BaseStream.Position < input.Length)
        {
            image.Files[reader.ReadString()] = reader.ReadBytes(reader.ReadInt32());
        }
        return image;
    }

    public byte[] Pack()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        foreach ((string name, byte[] bytes) in Files)
        {
            writer.Write(name);
            writer.Write(bytes.Length);
            writer.Write(bytes);
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
