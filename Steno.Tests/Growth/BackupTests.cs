using Steno.Store;
using Steno.Store.Disk;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;

namespace Steno.Tests.Growth;

public sealed class BackupTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Backup_OfAStoreThatIsWrittenTo_HoldsWhatWasAcknowledgedBefore(bool hasCompacted)
    {
        var disk = new SimDisk();
        var target = new SimDisk { Directory = "/sim/copy" };
        await using FasterSecStore store = FasterSecStore.Open(Lives.Options, disk);
        List<SagaRecord[]> calls = Lives.Calls(0, 6, payloadBytes: 20_000);
        await Lives.WriteAll(store, calls);
        if (hasCompacted)
        {
            Assert.True((await store.CompactAsync().Ends()).SegmentsFreed > 0);
        }
        // Written while the copy is made: it may hold none of it, but is consistent.
        bool isWriting = false;
        target.BeforeOperation = operation =>
        {
            if (!isWriting && operation.Kind == DiskOperationKind.Write)
            {
                isWriting = true;
                store.RecordNoteAsync(Sample.Note(Sample.Id(1), "later")).AsTask().GetAwaiter().GetResult();
                isWriting = false;
            }
        };
        BackupReport report = await store.BackupAsync(target).Ends();
        target.BeforeOperation = null;
        Assert.Equal(("/sim/copy", 6), (report.Directory, report.SagaCount));
        Assert.Equal((await Lives.Texts(calls))[^1], await Lives.Text(target.CrashedCopy(Choices.None)));
    }

    [Fact]
    public async Task Backup_IntoADirectoryThatHoldsSomething_IsRefused()
    {
        SimDisk full = await Lives.Sealed(Lives.Calls(0, 1));
        await using FasterSecStore store = FasterSecStore.Open(Lives.Options, new SimDisk());
        Assert.IsType<BackupTargetException>(await Record.ExceptionAsync(async () => await store.BackupAsync(full).Ends()));
        var file = new SimDisk { State = DiskDirectoryState.IsSomethingElse };
        Assert.IsType<BackupTargetException>(await Record.ExceptionAsync(async () => await store.BackupAsync(file).Ends()));
    }

    [Fact]
    public async Task Backup_InterruptedAnywhere_IsNoStore_OrWhole()
    {
        await using FasterSecStore store = FasterSecStore.Open(Lives.Options, await Lives.Sealed(Lives.Calls(0, 6, payloadBytes: 20_000)));
        string expected = await StoreText.Of(store);
        for (int nth = 1; ; nth++)
        {
            var target = new SimDisk { Directory = "/sim/copy" };
            target.Fail(DiskOperationKind.Changes, nth, SimDisk.EIO);
            Exception? outcome = await Record.ExceptionAsync(async () => await store.BackupAsync(target).Ends());
            Assert.True(outcome is null or StoreIOException, outcome?.ToString());
            bool wasMet = target.WasFaultMet;
            target.ClearFaults();
            SimDisk survivor = target.CrashedCopy(Choices.Random(nth));
            string? text = null;
            Exception? opening = await Record.ExceptionAsync(async () => text = await Lives.Text(survivor));
            Assert.True(opening is StoreCorruptedException or NotAStoreException || text is "" || text == expected, $"{nth}: {opening}, {text}");
            if (!wasMet)
            {
                Assert.Null(outcome);
                Assert.Equal(expected, text);
                return;
            }
        }
    }

    [Fact]
    public async Task Backup_OfADamagedStore_SaysSo()
    {
        var disk = new SimDisk();
        await using FasterSecStore store = FasterSecStore.Open(Lives.Options, disk);
        await Lives.WriteAll(store, Lives.Calls(0, 6, payloadBytes: 20_000));
        disk.Overwrite("segment-00000000.log", 20_000, [0xFF]);
        Assert.IsType<StoreCorruptedException>(await Record.ExceptionAsync(async () => await store.BackupAsync(new SimDisk { Directory = "/sim/copy" }).Ends()));
    }
}
