using Steno.Store;
using Steno.Store.Archives;
using Steno.Store.Log;
using Steno.Tests.PowerLoss;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;

namespace Steno.Tests.Damages;

/// <summary>What became of a damaged store.</summary>
internal enum DamageOutcome
{
    /// <summary>It opens and holds exactly what was acknowledged, and verification finds nothing.</summary>
    Harmless,
    /// <summary>It opens and holds exactly what was acknowledged, and verification names the damage.</summary>
    Reported,
    /// <summary>It is refused, or a read of it is, with file and offset, and verification names the damage.</summary>
    Refused,
}

/// <summary>A sound store that damages are done to, each to a copy.</summary>
internal sealed class DamagedStore
{
    private readonly FasterSecStoreOptions _options;

    private DamagedStore(SimDisk disk, string text, FasterSecStoreOptions options)
        => (Disk, Text, _options, Frames, Superblock) = (disk, text, options, LogMap.Of(disk), SuperblockFile.Read(disk));

    internal SimDisk Disk { get; }
    /// <summary>What was acknowledged.</summary>
    internal string Text { get; }
    internal IReadOnlyList<MappedFrame> Frames { get; }
    internal Superblock Superblock { get; }

    /// <summary>
    /// Three lives over several segments of small pages: sagas of every kind of record, done and deleted ones, a compaction that
    /// freed the first segment, two archives, a snapshot in the middle, and a clean close.
    /// </summary>
    /// <param name="storeNumber">Another number is another store with other records in the same places.</param>
    /// <param name="lives">How many of the lives to live.</param>
    internal static async Task<DamagedStore> Make(int storeNumber = 1, int lives = 3)
    {
        FasterSecStoreOptions options = SmallStore.OptionsOf(512);
        SimDisk disk = SmallStore.Create(SmallStore.PageSizeBytes, 512, new Guid($"5eed5eed-0000-4000-8000-{storeNumber:x12}"));
        var model = new ModelSecStore();
        int first = storeNumber * 1000;
        async Task Live(params Step[] steps)
        {
            await using FasterSecStore store = FasterSecStore.Open(options, disk);
            foreach (Step step in steps)
            {
                await step.Run(store).Ends();
                step.Apply(model);
            }
        }
        Step[] Write(int number, int sagas, int payloadBytes) => [.. Lives.Calls(first + number, sagas, payloadBytes).Select(call => Step.Write(call))];
        await Live([.. Write(0, 3, 200), .. Filler(first + 100, 30_000), .. Filler(first + 101, 30_000), .. Write(3, 1, 5_000), Step.Compact]);
        if (lives > 1)
        {
            await Live([.. Write(4, 3, 100), Write(20, 1, 9_000)[0], Filler(first + 102, 45_000)[0], Step.Archive(Sample.Id(first)), Step.Archive(Sample.Id(first + 1), Sample.Id(first + 3)), Step.Snapshot]);
        }
        if (lives > 2)
        {
            await Live([.. Write(7, 3, 700), Step.Delete(Sample.Id(first + 4))]);
        }
        return new DamagedStore(disk, await StoreText.Of(model), options);
    }

    internal static bool IsArchive(string file) => file.StartsWith(SealedArchive.DirectoryName + "/", StringComparison.Ordinal);

    /// <summary>The frames that a damage at an offset touches: one, or those of the whole sector.</summary>
    internal IEnumerable<MappedFrame> FramesIn(string file, int offset, int lengthBytes)
        => Frames.Where(frame => frame.File == file && frame.Offset < offset + lengthBytes && offset < frame.Offset + frame.Length);

    /// <summary>Verifies and opens a damaged copy, and checks that the two agree, that nothing changed, and that what opens is right.</summary>
    /// <param name="damaged">The copy.</param>
    /// <param name="opensForWriting">Whether to open it for writing, too, which changes it if it opens.</param>
    internal async Task<(DamageOutcome Outcome, IReadOnlyList<StoreDamage> Damages)> Judge(SimDisk damaged, bool opensForWriting)
    {
        UInt128 before = damaged.Fingerprint();
        IReadOnlyList<StoreDamage> damages;
        try
        {
            damages = FasterSecStore.Verify(_options, damaged).Damages;
        }
        catch (StoreCorruptedException superblock)
        {
            damages = [new StoreDamage(superblock.File, superblock.OffsetBytes, superblock.Message, [])];
        }
        bool isRefused = await IsRefused(damaged, _options with { ReadOnly = true });
        Assert.True(damaged.Fingerprint() == before, "looking changed something");
        Assert.True(!isRefused || damages.Count > 0, "refused, but verification finds nothing");
        if (opensForWriting)
        {
            bool isRefusedForWriting = await IsRefused(damaged, _options);
            Assert.True(!isRefusedForWriting || isRefused, "refused for writing only");
            Assert.True(!isRefusedForWriting || HasOnlyNewLife(before, damaged), "refused, but something changed");
        }
        foreach (StoreDamage damage in damages)
        {
            Assert.StartsWith(damaged.Directory + "/", damage.File, StringComparison.Ordinal);
            Assert.True(damage.OffsetBytes >= 0 && damage.Reason.Length > 0, damage.ToString());
        }
        return (isRefused ? DamageOutcome.Refused : damages.Count > 0 ? DamageOutcome.Reported : DamageOutcome.Harmless, damages);
    }

    /// <summary>A refusal changes nothing, but damage before the snapshot is met by a read after the store was opened.</summary>
    private static bool HasOnlyNewLife(UInt128 before, SimDisk damaged)
        => damaged.Fingerprint() == before || damaged.Operations.Any(operation => operation.Kind == DiskOperationKind.Write && operation.Name.StartsWith("segment-", StringComparison.Ordinal));

    private async Task<bool> IsRefused(SimDisk damaged, FasterSecStoreOptions options)
    {
        try
        {
            string text = await Lives.Text(damaged, options);
            Assert.True(text == Text, $"holds other records than the acknowledged:\n{text}");
            return false;
        }
        catch (StoreCorruptedException error)
        {
            Assert.True(error.OffsetBytes >= 0, "no offset");
            Assert.StartsWith(damaged.Directory + "/", error.File, StringComparison.Ordinal);
            return true;
        }
    }

    private static Step[] Filler(int number, int payloadBytes)
    {
        SagaId id = Sample.Id(number);
        return
        [
            Step.Write(SagaRecord.Create(Sample.Create(id)), SagaRecord.Event(Sample.Event(id, 0, SagaNodeEventType.Succeeded(Sample.JsonOfLength(payloadBytes)))), SagaRecord.Update(new SagaUpdate(id, SagaCachedState.Done))),
            Step.Delete(id),
        ];
    }
}
