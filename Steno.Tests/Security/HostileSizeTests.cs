using System.Buffers.Binary;
using Steno.Json;
using Steno.Store;
using Steno.Store.Log;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;

namespace Steno.Tests.Security;

/// <summary>
/// Numbers that no store writes, under checksums that fit: whoever made such a file may be refused or not, but nothing
/// is allocated, made or counted by them, and what is thrown is typed. The store that has them is small.
/// </summary>
[Collection(nameof(MeasuredAlone))]
public sealed class HostileSizeTests
{
    private const int CrcOffset = 12;
    /// <summary>More than a sound store of this size takes to be opened, verified and read; far less than any of the numbers asks for.</summary>
    private const long MostAllocatedBytes = 64 << 20;
    private static readonly long[] s_values =
    [
        0, 1, -1, 2, 3, 63, 511, 513, 4095, 1 << 16, 1 << 20, 1 << 30, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 40, 1L << 62, long.MaxValue, long.MinValue,
    ];

    [Theory]
    [InlineData("version", 32, 8)]
    [InlineData("generation", 40, 8)]
    [InlineData("begin address", 48, 8)]
    [InlineData("begin sequence", 56, 8)]
    [InlineData("proven address", 64, 8)]
    [InlineData("segment count", 72, 4)]
    [InlineData("page size", 76, 4)]
    [InlineData("segment size", 80, 8)]
    [InlineData("block size", 88, 4)]
    [InlineData("creation time", 96, 8)]
    public async Task Superblock_WithAnImpossibleNumber_CostsNothing(string field, int offset, int size)
    {
        SimDisk sound = await Lives.Sealed(Lives.Calls(0, 3));
        foreach (long value in s_values)
        {
            SimDisk disk = sound.Clone();
            byte[] file = disk.ReadAll(SuperblockFile.Name);
            foreach (int slot in (int[])[0, 65_536])
            {
                Span<byte> bytes = file.AsSpan(slot, Superblock.SizeBytes);
                Put(bytes[offset..], size, value);
                Seal(bytes);
            }
            disk.Put(SuperblockFile.Name, file);
            await OpenEveryWayAsync(disk, $"{field} {value}");
        }
    }

    [Theory]
    [InlineData("kind", 10, 1)]
    [InlineData("generation", 32, 8)]
    [InlineData("sequence", 40, 8)]
    [InlineData("address", 48, 8)]
    [InlineData("commit time", 56, 8)]
    [InlineData("body length", 64, 4)]
    [InlineData("record count", 68, 4)]
    [InlineData("part", 72, 2)]
    [InlineData("parts", 74, 2)]
    public async Task BatchHeader_WithAnImpossibleNumber_CostsNothing(string field, int offset, int size)
        => await ChangeEachBatchAsync(field, (header, _, value) => Put(header[offset..], size, value));

    [Theory]
    [InlineData("kind", 0, 1)]
    [InlineData("detail", 1, 1)]
    [InlineData("payload length", 4, 4)]
    [InlineData("previous", 8, 8)]
    [InlineData("node or name length", 32, 4)]
    [InlineData("payload", 36, 8)]
    public async Task Record_WithAnImpossibleNumber_CostsNothing(string field, int offset, int size)
        => await ChangeEachBatchAsync(field, (_, body, value) =>
        {
            if (body.Length >= offset + size)
            {
                Put(body[offset..], size, value);
            }
        });

    private delegate void Change(Span<byte> header, Span<byte> body, long value);

    private static async Task ChangeEachBatchAsync(string field, Change change)
    {
        SimDisk sound = await Lives.Sealed(Lives.Calls(0, 2));
        string name = SegmentFiles.Name(0);
        int batches = 0;
        byte[] original = sound.ReadAll(name);
        for (int block = 0; block < original.Length; block += 512)
        {
            int start = (block == 0 ? (int)LogLayout.FirstAddress : block) + LogLayout.EntryWordBytes;
            if (!BatchHeader.TryParse(original.AsSpan(start, BatchHeader.SizeBytes), out BatchHeader header))
            {
                continue;
            }
            batches++;
            foreach (long value in s_values)
            {
                byte[] file = [.. original];
                Span<byte> frame = file.AsSpan(start);
                change(frame, frame.Slice(BatchHeader.SizeBytes, header.BodyBytes), value);
                int bodyBytes = BinaryPrimitives.ReadInt32LittleEndian(frame[64..]);
                int sealedBytes = bodyBytes >= 0 && bodyBytes <= frame.Length - BatchHeader.SizeBytes ? BatchHeader.SizeBytes + bodyBytes : BatchHeader.SizeBytes;
                Seal(frame[..sealedBytes]);
                SimDisk disk = sound.Clone();
                disk.Put(name, file);
                await OpenEveryWayAsync(disk, $"{field} {value} in the batch at byte {start}");
            }
        }
        Assert.True(batches > 5);
    }

    private static async Task OpenEveryWayAsync(SimDisk disk, string what)
    {
        long usedBefore = disk.UsedBytes;
        long allocatedBefore = GC.GetTotalAllocatedBytes();
        Exception?[] outcomes = await Task.Run(async () => new[]
        {
            Record.Exception(() => FasterSecStore.Verify(Lives.Options, disk)),
            await Record.ExceptionAsync(() => ReadAsync(disk, Lives.Options with { ReadOnly = true })),
            await Record.ExceptionAsync(() => ReadAsync(disk, Lives.Options)),
            await Record.ExceptionAsync(() => ReadAsync(disk, Lives.Options)),
        }).Ends();
        Assert.All(outcomes, outcome => Assert.True(outcome is null or SecStoreException or StenoJsonException, $"{what}: {outcome}"));
        long allocated = GC.GetTotalAllocatedBytes() - allocatedBefore;
        Assert.True(allocated < MostAllocatedBytes, $"{what}: {allocated:N0} bytes were allocated");
        Assert.True(disk.UsedBytes <= usedBefore + (256 << 10), $"{what}: the store grew to {disk.UsedBytes:N0} bytes");
    }

    private static async Task ReadAsync(SimDisk disk, FasterSecStoreOptions options)
    {
        await using FasterSecStore store = FasterSecStore.Open(options, disk);
        await StoreText.Of(store);
    }

    private static void Put(Span<byte> destination, int size, long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        bytes[..size].CopyTo(destination);
    }

    private static void Seal(Span<byte> bytes)
        => BinaryPrimitives.WriteUInt32LittleEndian(bytes[CrcOffset..],
            Crc32C.Finish(Crc32C.Append(Crc32C.Append(Crc32C.Seed, bytes[..CrcOffset]), bytes[(CrcOffset + 4)..])));
}
