using System.Buffers.Binary;
using Steno.Store;
using Steno.Store.Archives;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;

namespace Steno.Tests.Archives;

/// <summary>Archives that are damaged or exchanged: refused with file and offset, and the rest goes on.</summary>
public sealed class ArchiveDamageTests
{
    private static readonly string s_file = ArchiveScene.FileName(1);

    /// <summary>Every byte is covered: the open refuses, or the first read of what is damaged does, and the rest is read as before.</summary>
    [Fact]
    public async Task AnyByteChanged_IsRefusedWithFileAndOffset()
    {
        SimDisk sound = await ArchiveScene.Small();
        string expected = await Lives.Text(sound.Clone(), Lives.Options with { ReadOnly = true });
        int length = sound.ReadAll(s_file).Length;
        Parallel.For(0, length, offset =>
        {
            SimDisk disk = sound.Clone();
            disk.Overwrite(s_file, offset, [(byte)(sound.ReadAll(s_file)[offset] ^ 0x10)]);
            StoreVerification verified = FasterSecStore.Verify(Lives.Options, disk);
            StoreDamage damage = Assert.Single(verified.Damages);
            Assert.EndsWith(s_file, damage.File, StringComparison.Ordinal);
            Assert.InRange(damage.OffsetBytes, 0, offset);
            // Verifying and reading share their checks, so every byte goes through one and every few through all.
            foreach (bool readOnly in offset % 7 == 0 ? (bool[])[true, false] : offset % 3 == 0 ? [true] : [])
            {
                UInt128 before = disk.Fingerprint();
                FasterSecStore store;
                try
                {
                    store = FasterSecStore.Open(Lives.Options with { ReadOnly = readOnly }, disk);
                }
                catch (StoreCorruptedException refused)
                {
                    Assert.EndsWith(s_file, refused.File, StringComparison.Ordinal);
                    Assert.Equal(before, disk.Fingerprint());
                    continue;
                }
                ReadAround(store, expected, offset).GetAwaiter().GetResult();
            }
        });
    }

    private static async Task ReadAround(FasterSecStore store, string expected, int offset)
    {
        await using (store)
        {
            var refused = Assert.IsType<StoreCorruptedException>(await Record.ExceptionAsync(() => StoreText.Of(store)));
            Assert.EndsWith(s_file, refused.File, StringComparison.Ordinal);
            Assert.InRange(refused.OffsetBytes, 0, offset);
            // What is live is read as before.
            Assert.NotNull(await store.GetSagaAsync(Sample.Id(5)).Ends());
            Assert.Contains(Sample.Text((await store.GetCreateParamsAsync(Sample.Id(4)).Ends())!.Value), expected, StringComparison.Ordinal);
            Assert.Equal("4 5", await ArchiveScene.Ids(store, new SagaQuery { WithoutArchived = true }));
        }
    }

    [Fact]
    public async Task AnyLength_ButTheRightOne_IsRefused()
    {
        SimDisk sound = await ArchiveScene.Small();
        byte[] file = sound.ReadAll(s_file);
        foreach (int length in Enumerable.Range(0, file.Length).Where(length => length % 37 == 0 || length > file.Length - 100).Append(file.Length + 1))
        {
            SimDisk disk = sound.Clone();
            disk.Put(s_file, [.. file.Take(length), .. new byte[Math.Max(0, length - file.Length)]]);
            Assert.Throws<StoreCorruptedException>(() => FasterSecStore.Open(Lives.Options, disk));
            Assert.False(FasterSecStore.Verify(Lives.Options, disk).IsSound);
        }
    }

    [Fact]
    public async Task Missing_Archive_IsRefused_AndNamed()
    {
        SimDisk disk = await ArchiveScene.Small();
        disk.Remove(s_file);
        var refused = Assert.Throws<StoreCorruptedException>(() => FasterSecStore.Open(Lives.Options, disk));
        Assert.Contains("4 sagas", refused.Reason, StringComparison.Ordinal);
        Assert.EndsWith(s_file, Assert.Single(FasterSecStore.Verify(Lives.Options, disk).Damages).File, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archive_OfAnotherStore_IsRefused()
    {
        SimDisk disk = await ArchiveScene.Small();
        disk.Put(s_file, (await ArchiveScene.Small()).ReadAll(s_file));
        var refused = Assert.Throws<StoreCorruptedException>(() => FasterSecStore.Open(Lives.Options, disk));
        Assert.EndsWith(s_file, refused.File, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archive_UnderAnothersName_IsRefused()
    {
        SimDisk disk = await ArchiveScene.Small();
        await using (FasterSecStore store = FasterSecStore.Open(Lives.Options, disk))
        {
            await store.ArchiveSagasAsync(new SagaQuery()).Ends();
        }
        disk.Put(s_file, disk.ReadAll(ArchiveScene.FileName(2)));
        Assert.Throws<StoreCorruptedException>(() => FasterSecStore.Open(Lives.Options, disk));
    }

    /// <summary>Files that do not count: archives that nobody names go, whatever has another name stays.</summary>
    [Fact]
    public async Task Leftovers_Go_AndForeignFilesStay()
    {
        SimDisk disk = await ArchiveScene.Small();
        string expected = await Lives.Text(disk);
        disk.Put(ArchiveScene.FileName(7), [1, 2, 3]);
        disk.Put("archive/" + SealedArchive.TemporaryNameOf(8), [1, 2, 3]);
        disk.Put("archive/notes.txt", [1, 2, 3]);
        disk.Put("archive/archive-1.sta", [1, 2, 3]);
        Assert.Equal(expected, await Lives.Text(disk, Lives.Options with { ReadOnly = true }));
        Assert.Equal(5, ArchiveScene.Files(disk).Count());
        Assert.Equal(expected, await Lives.Text(disk));
        Assert.Equal(["archive/archive-00000001.sta", "archive/archive-1.sta", "archive/notes.txt"], ArchiveScene.Files(disk));
    }

    [Fact]
    public async Task NewerFormat_IsRefused()
    {
        SimDisk disk = await ArchiveScene.Small();
        byte[] file = disk.ReadAll(s_file);
        file[8] = 9;
        Seal(file.AsSpan(0, ArchiveFormat.HeaderBytes));
        disk.Put(s_file, file);
        Assert.Equal(9, Assert.Throws<StoreFormatException>(() => FasterSecStore.Open(Lives.Options, disk)).FoundVersion);
    }

    private static void Seal(Span<byte> bytes) => BinaryPrimitives.WriteUInt32LittleEndian(bytes[12..], ArchiveFormat.ChecksumOf(bytes));
}
