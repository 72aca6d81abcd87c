using Steno.Store;
using Steno.Tests.Disk;
using Steno.Tests.Processes;
using Steno.Tests.Stores;

namespace Steno.Tests.Limits;

/// <summary>
/// The limits of a real machine, met by a real store on a real file system: each refusal is typed and says what to do,
/// nothing acknowledged is lost, and every wait ends. What needs a right that this user lacks is
/// reported as skipped, with the reason.
/// </summary>
[Collection("processes")]
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class RealLimitTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();
    private FasterSecStoreOptions Options => LimitedStore.Options(_root["store"]);

    public void Dispose() => _root.Dispose();

    [Fact(Timeout = 120_000)]
    public async Task OpenFiles_AtTheLimit_RefuseAndLoseNothing()
    {
        // The runtime makes files for code that it compiles and threads that compile it again, unless told not to. Even so it
        // sometimes ends itself when it needs a thread and can open nothing; such a life says nothing about the store.
        string[] launcher = ["env", "DOTNET_EnableWriteXorExecute=0", "DOTNET_TieredCompilation=0"];
        ProcessEnd end;
        int lives = 0;
        do
        {
            end = await TestProcess.RunAsync(launcher, LimitedStore.OpenFilesPart, _root[$"store-{lives}"]);
        }
        while (end is { ExitCode: 134 } && end.Error.Trim() == "Out of memory." && ++lives < 10);
        Assert.True(end.ExitCode == 0, $"exit code {end.ExitCode}\n{end.Error}\n{end.Output}");
    }

    [Fact(Timeout = 120_000)]
    public Task FileSize_AtTheLimit_IsAnErrorAndNoSignal() => PlaysWellAsync([], LimitedStore.FileSizePart, _root["store"]);

    [Theory(Timeout = 120_000)]
    [InlineData("000")]
    [InlineData("022")]
    [InlineData("077")]
    [InlineData("777")]
    public Task Store_UnderAnyUmask_IsTheOwnersAlone(string mask) => PlaysWellAsync([], LimitedStore.UmaskPart, _root["a/store"], mask);

    [Fact(Timeout = 120_000)]
    public Task Directory_WithoutPermission_IsRefusedAndUnharmed()
    {
        // The superuser may do everything: take that right away. Whoever is not the superuser has it not.
        string[] launcher = Environment.IsPrivilegedProcess ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"] : [];
        return PlaysWellAsync(launcher, LimitedStore.UnprivilegedPart, _root["store"]);
    }

    [MountFact]
    public async Task SmallDisk_FilledAndFreed_RefusesWhileItIsFull_AndLosesNothing()
    {
        using var disk = new Mount(_root["disk"], "size=2m");
        FasterSecStoreOptions options = LimitedStore.Options(_root["disk/store"]);
        var acknowledged = new List<SagaId>();
        int number = 0;
        const int Rounds = 5;
        for (int round = 0; round < Rounds; round++)
        {
            // What somebody else put on the disk, and takes away later.
            await File.WriteAllBytesAsync(_root[$"disk/ballast-{round}"], new byte[160 << 10]);
        }
        await using (FasterSecStore store = FasterSecStore.Open(options))
        {
            for (int round = 0; round < Rounds; round++)
            {
                number += 1000;
                (List<SagaId> kept, Exception refusal) = await LimitedStore.WriteUntilRefusedAsync(store, number);
                acknowledged.AddRange(kept);
                Assert.Equal(28, Assert.IsType<StoreIOException>(Assert.IsType<StoreFullException>(refusal).InnerException).Errno);
                Assert.Contains("free some space and call again", refusal.Message, StringComparison.Ordinal);
                Assert.NotEmpty(kept);
                // Reading goes on, and so does the store once there is space.
                Assert.Equal(acknowledged.Count, (await store.ListSagasAsync(new SagaQuery()).Ends()).Count);
                File.Delete(_root[$"disk/ballast-{round}"]);
            }
        }
        await LimitedStore.RequireAllAsync(options, acknowledged);
    }

    [MountFact]
    public async Task DiskWithoutAByte_ForANewStore_IsFull()
    {
        using var disk = new Mount(_root["disk"], "size=64k");
        Assert.Throws<StoreFullException>(() => FasterSecStore.Open(LimitedStore.Options(_root["disk/store"])));
        disk.Remount("size=4m");
        await FasterSecStore.Open(LimitedStore.Options(_root["disk/store"])).DisposeAsync();
    }

    [MountFact]
    public async Task ReadOnlyRemount_OfAClosedStore_RefusesWritersAndServesReaders()
    {
        using var disk = new Mount(_root["disk"], "size=8m");
        FasterSecStoreOptions options = LimitedStore.Options(_root["disk/store"]);
        await using (FasterSecStore store = FasterSecStore.Open(options))
        {
            await store.CreateSagaAsync(Sample.Create(Sample.Id(1))).Ends();
            // The kernel does not take the disk away from under a writer.
            Assert.False(disk.TryRemount("ro"));
            await store.CreateSagaAsync(Sample.Create(Sample.Id(2))).Ends();
        }
        disk.Remount("ro");
        var refusal = Assert.IsType<StoreReadOnlyException>(Record.Exception(() => FasterSecStore.Open(options)));
        Assert.Equal(30, Assert.IsType<StoreIOException>(refusal.InnerException).Errno);
        Assert.IsType<StoreReadOnlyException>(Record.Exception(() => FasterSecStore.Open(LimitedStore.Options(_root["disk/new"]))));
        Assert.True(FasterSecStore.Verify(options).IsSound);
        await using (FasterSecStore reader = FasterSecStore.Open(options with { ReadOnly = true }))
        {
            Assert.Equal(2, (await reader.ListSagasAsync(new SagaQuery()).Ends()).Count);
            Assert.IsType<StoreReadOnlyException>(await Eventually.Outcome(() => reader.CreateSagaAsync(Sample.Create(Sample.Id(3)))));
        }
        disk.Remount("rw");
        await LimitedStore.RequireAllAsync(options, [Sample.Id(1), Sample.Id(2)]);
    }

    /// <summary>
    /// A file that was deleted takes writes as before. The store once acknowledged such records, which nobody could find
    /// again, until it needed its next segment.
    /// </summary>
    [Fact(Timeout = 120_000)]
    public async Task Directory_RemovedUnderTheStore_EndsEveryWaitAndAcknowledgesNothingMore()
    {
        FasterSecStore store = FasterSecStore.Open(Options);
        await store.CreateSagaAsync(Sample.Create(Sample.Id(1))).Ends();
        LimitedStore.RemoveInUse(_root["store"]);
        (List<SagaId> kept, Exception refusal) = await LimitedStore.WriteUntilRefusedAsync(store);
        Assert.Empty(kept);
        var cause = Assert.IsType<StoreIOException>(Assert.IsType<StorePoisonedException>(refusal).InnerException);
        Assert.Equal(2, cause.Errno);
        Assert.Contains("put back what was removed", refusal.Message, StringComparison.Ordinal);
        await Eventually.Outcome(store.DisposeAsync);
        Assert.False(Directory.Exists(_root["store"]));
    }

    [Fact(Timeout = 120_000)]
    public async Task Directory_MovedUnderTheStore_KeepsWhatIsAcknowledged()
    {
        FasterSecStore store = FasterSecStore.Open(Options);
        await store.CreateSagaAsync(Sample.Create(Sample.Id(1))).Ends();
        Directory.Move(_root["store"], _root["moved"]);
        (List<SagaId> kept, Exception refusal) = await LimitedStore.WriteUntilRefusedAsync(store);
        Assert.Equal(2, Assert.IsType<StoreIOException>(Assert.IsType<StorePoisonedException>(refusal).InnerException).Errno);
        await Eventually.Outcome(store.DisposeAsync);
        await LimitedStore.RequireAllAsync(LimitedStore.Options(_root["moved"]), [Sample.Id(1), .. kept]);
    }

    [Fact(Timeout = 120_000)]
    public async Task Store_ReachedThroughASymlink_IsTheSameStore()
    {
        Directory.CreateSymbolicLink(_root["link"], _root["store"]);
        Directory.CreateSymbolicLink(_root["farther"], _root["link"]);
        FasterSecStoreOptions linked = Options with { Directory = _root["farther"] };
        // A link that leads nowhere is no place to make a store in.
        Assert.IsType<NotAStoreException>(Record.Exception(() => FasterSecStore.Open(linked)));
        await using (FasterSecStore store = FasterSecStore.Open(Options))
        {
            await store.CreateSagaAsync(Sample.Create(Sample.Id(1))).Ends();
            Assert.IsType<StoreLockedException>(Record.Exception(() => FasterSecStore.Open(linked)));
        }
        await using (FasterSecStore store = FasterSecStore.Open(linked))
        {
            Assert.IsType<StoreLockedException>(Record.Exception(() => FasterSecStore.Open(Options)));
            await store.CreateSagaAsync(Sample.Create(Sample.Id(2))).Ends();
            // The link may go: the store works where it was found.
            Directory.Delete(_root["farther"]);
            await store.CreateSagaAsync(Sample.Create(Sample.Id(3), $"\"{new string('x', 300_000)}\"")).Ends();
        }
        await LimitedStore.RequireAllAsync(Options, [Sample.Id(1), Sample.Id(2), Sample.Id(3)]);
    }

    private static async Task PlaysWellAsync(string[] launcher, string part, params string[] arguments)
    {
        ProcessEnd end = await TestProcess.RunAsync(launcher, part, arguments);
        Assert.True(end.ExitCode == 0, $"exit code {end.ExitCode}\n{end.Error}\n{end.Output}");
    }
}
