using System.Buffers.Binary;
using Steno.Json;
using Steno.Store;
using Steno.Store.Archives;
using Steno.Store.Log;
using Steno.Tests.Limits;
using Steno.Tests.Security;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;

namespace Steno.Tests.Archives;

/// <summary>Archives whose checksums all fit and whose sizes are lies.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class ArchiveHostileSizeTests
{
    private const long MostAllocatedBytes = 64 << 20;
    private static readonly string s_file = ArchiveScene.FileName(1);
    private static readonly byte[] s_zeros = new byte[100 << 20];

    public static TheoryData<string, int, int> FooterFields() => new()
    {
        { "groups", 16, 4 }, { "sagas", 20, 4 }, { "events", 24, 8 }, { "raw bytes", 32, 8 }, { "table", 40, 8 }, { "filter", 48, 8 },
    };

    /// <summary>Whatever sizes a file claims, with every checksum right: no more is allocated than the file and a block may take.</summary>
    [Theory]
    [MemberData(nameof(FooterFields))]
    public async Task Footer_WithAnImpossibleNumber_CostsNothing(string field, int offset, int size)
        => await Change(field, (file, value) => Put(file.AsSpan(file.Length - ArchiveFormat.FooterBytes + offset), size, value));

    public static TheoryData<string, int, int> GroupFields() => new() { { "sagas", 16, 4 }, { "block bytes", 20, 4 }, { "raw bytes", 24, 4 } };

    [Theory]
    [MemberData(nameof(GroupFields))]
    public async Task Group_WithAnImpossibleNumber_CostsNothing(string field, int offset, int size)
        => await Change(field, (file, value) => Put(file.AsSpan(TableOf(file) + offset), size, value));

    public static TheoryData<string, int, int> EntryFields() => new() { { "id", 0, 8 }, { "head", 16, 8 }, { "offset", 24, 4 }, { "events", 28, 4 }, { "seconds", 32, 4 }, { "traits", 36, 1 } };

    [Theory]
    [MemberData(nameof(EntryFields))]
    public async Task Entry_WithAnImpossibleNumber_CostsNothing(string field, int offset, int size)
        => await Change(field, (file, value) => Put(file.AsSpan(ArchiveFormat.HeaderBytes + ArchiveFormat.EntryBytes + offset), size, value));

    public static TheoryData<string, int, int> SagaFields() => new()
    {
        { "time", 0, 8 }, { "records", 8, 4 }, { "bytes", 12, 4 }, { "kind", 16, 1 }, { "detail", 17, 1 }, { "payload", 20, 4 }, { "id", 32, 8 }, { "name", 48, 4 },
    };

    [Theory]
    [MemberData(nameof(SagaFields))]
    public async Task Saga_WithAnImpossibleNumber_CostsNothing(string field, int offset, int size)
        => await Change(field, (_, _) => { }, (raw, value) => Put(raw.AsSpan(offset), size, value));

    /// <summary>A block of zeros that says it is small: nothing beyond what it says is unpacked.</summary>
    [Fact]
    public async Task Bomb_IsNotUnpacked()
        => await Change("bomb", (_, _) => { }, replace: static _ => s_zeros);

    private static async Task Change(string field, Action<byte[], long> change, Action<byte[], long>? changeRaw = null, Func<byte[], byte[]>? replace = null)
    {
        SimDisk sound = await ArchiveScene.Small();
        byte[] original = sound.ReadAll(s_file);
        foreach (long value in (long[])[0, 1, 2, 127, 255, 65_535, 1 << 20, 127 << 20, int.MaxValue, -1, long.MaxValue, long.MinValue])
        {
            byte[] file = changeRaw is null && replace is null ? [.. original] : WithBlock(original, raw =>
            {
                changeRaw?.Invoke(raw, value);
                return replace is null ? raw : replace(raw);
            });
            change(file, value);
            SimDisk disk = sound.Clone();
            disk.Put(s_file, Resealed(file));
            disk.Put("superblock", Renamed(disk.ReadAll("superblock"), file));
            long allocatedBefore = GC.GetTotalAllocatedBytes();
            Exception?[] outcomes =
            [
                Record.Exception(() => FasterSecStore.Verify(Lives.Options, disk)),
                await Record.ExceptionAsync(() => Lives.Text(disk, Lives.Options with { ReadOnly = true })),
                await Record.ExceptionAsync(() => Lives.Text(disk)),
            ];
            Assert.All(outcomes, outcome => Assert.True(outcome is null or SecStoreException or StenoJsonException, $"{field} {value}: {outcome}"));
            long allocated = GC.GetTotalAllocatedBytes() - allocatedBefore;
            Assert.True(allocated < MostAllocatedBytes, $"{field} {value}: {allocated:N0} bytes were allocated");
        }
    }

    private static int TableOf(byte[] file) => (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(file.Length - ArchiveFormat.FooterBytes + 40));

    /// <summary>The file with its one block changed before compression, everything else fitting it.</summary>
    private static byte[] WithBlock(byte[] original, Func<byte[], byte[]> change)
    {
        int table = TableOf(original);
        ArchiveGroup group = ArchiveFormat.ReadGroup(original.AsSpan(table), ArchiveFormat.HeaderBytes);
        byte[] changed = change(ArchiveBlock.TryDecompress(original.AsSpan((int)group.BlockOffset, group.BlockBytes), group.RawBytes)!);
        var block = new byte[ArchiveBlock.MaxCompressedBytes(changed.Length)];
        block = block[..ArchiveBlock.Compress(changed, block)];
        byte[] file = [.. original[..(int)group.BlockOffset], .. block, .. original[table..]];
        int newTable = (int)group.BlockOffset + block.Length;
        Put(file.AsSpan(newTable + 20), 4, block.Length);
        Put(file.AsSpan(file.Length - ArchiveFormat.FooterBytes + 40), 8, newTable);
        return file;
    }

    /// <summary>Every checksum right again, as far as the sizes lead to what they cover.</summary>
    private static byte[] Resealed(byte[] file)
    {
        Span<byte> footer = file.AsSpan(file.Length - ArchiveFormat.FooterBytes);
        int table = TableOf(file);
        if (table >= ArchiveFormat.HeaderBytes && table <= footer.Length + file.Length - 2 * ArchiveFormat.FooterBytes - ArchiveFormat.GroupBytes)
        {
            ArchiveGroup group = ArchiveFormat.ReadGroup(file.AsSpan(table), ArchiveFormat.HeaderBytes);
            if (group.IsPossible && group.End <= file.Length)
            {
                Put(file.AsSpan(table + 28), 4, ArchiveFormat.ChecksumOf(0, file.AsSpan((int)group.Offset, group.IndexBytes)));
                Put(file.AsSpan(table + 32), 4, ArchiveFormat.ChecksumOf(0, file.AsSpan((int)group.BlockOffset, group.BlockBytes)));
            }
            Put(footer[60..], 4, Crc32C.Of(file.AsSpan(table, ArchiveFormat.GroupBytes)));
        }
        Seal(footer);
        return file;
    }

    /// <summary>The superblock with what it says of the archive fitting the file.</summary>
    private static byte[] Renamed(byte[] superblock, byte[] file)
    {
        foreach (int slot in (int[])[0, 65_536])
        {
            Span<byte> bytes = superblock.AsSpan(slot, Superblock.SizeBytes);
            Put(bytes[128..], 8, file.Length);
            Put(bytes[140..], 4, BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(file.Length - ArchiveFormat.FooterBytes + 20)));
            Put(bytes[144..], 4, ArchiveFormat.ChecksumOf(file.AsSpan(file.Length - ArchiveFormat.FooterBytes)));
            Seal(bytes);
        }
        return superblock;
    }

    private static void Put(Span<byte> destination, int size, long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        bytes[..size].CopyTo(destination);
    }

    private static void Seal(Span<byte> bytes) => Put(bytes[12..], 4, ArchiveFormat.ChecksumOf(bytes));
}
