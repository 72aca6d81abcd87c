using Microsoft.Extensions.Time.Testing;
using Steno.Store;
using Steno.Tests.Archives;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;

namespace Steno.Tests.Fixtures;

/// <summary>What becomes a fixture: a store that today's code writes, small, with every part of the format in one of them.</summary>
/// <param name="Name">The fixture's name.</param>
/// <param name="Holds">What is in it, for the manifest.</param>
/// <param name="WriteAsync">Writes it.</param>
internal sealed record FixtureStory(string Name, string Holds, Func<Task<SimDisk>> WriteAsync)
{
    private static FasterSecStoreOptions Options => Lives.Options with { TimeProvider = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)) };

    internal static IReadOnlyList<FixtureStory> All { get; } =
    [
        new("plain", "Three sagas in one life, closed cleanly.", () => Lives.Sealed(Lives.Calls(0, 3), Options)),
        new("blocks-of-4096", "Two sagas, blocks of 4,096 bytes, closed cleanly.", () => Lives.Sealed(Lives.Calls(0, 2), Options with { BlockSizeBytes = 4096 })),
        new("events", "Every kind of event and error, notes in every state, names and notes beyond ASCII.", EveryEventAsync),
        new("empty", "No saga, closed cleanly.", () => Lives.Sealed([], Options)),
        new("segments", "Sagas over several segments, in three lives, closed cleanly.", SegmentsAsync),
        new("parts", "One create of 600,000 bytes: a batch in parts.", () => Lives.Sealed([[SagaRecord.Create(Sample.Create(Sample.Id(1), $"\"{new string('x', 600_000)}\""))]], Options)),
        new("killed-idle", "Two sagas, killed after the mark that proves them.", () => Lives.KilledIdle(Lives.Calls(0, 2), Options, new SimDisk())),
        new("killed-busy", "Two sagas, killed before a mark.", () => Lives.KilledBusy(Lives.Calls(0, 2), Options, new SimDisk())),
        new("torn", "Two sagas and a last batch of which a part is missing, as a power loss leaves it.", TornAsync),
        new("snapshot", "Five sagas in a snapshot and two after it, killed.", SnapshotAsync),
        new("dropped", "Six sagas, two of them dropped, one id created again, closed cleanly.", DroppedAsync),
        new("compacted", "Sagas dropped and the rest rewritten: the first segments are gone. A saga more after it, killed.", CompactedAsync),
        new("archived", "Seven sagas: five that are done in two archives, one that is done and one that runs in the log, closed cleanly.", ArchivedAsync),
    ];

    private static Task<SimDisk> EveryEventAsync()
    {
        SagaId id = Sample.Id(1);
        List<SagaRecord[]> calls = [[SagaRecord.Create(new SagaCreateParams(id, new SagaName("réserver 🚲"), Sample.Json("""{"nodes":[1, 2 ],"p":"\u00e9é"}"""), SagaCachedState.Running))]];
        calls.Add([SagaRecord.Note(new SagaNote(id, "früh"))]);
        calls.AddRange(Sample.AllEventTypes.Select((type, node) => new[] { SagaRecord.Event(Sample.Event(id, (uint)node, type)) }));
        calls.Add([SagaRecord.Update(new SagaUpdate(id, SagaCachedState.Unwinding)), SagaRecord.Note(new SagaNote(id, "二"))]);
        calls.Add([SagaRecord.Update(new SagaUpdate(id, SagaCachedState.Done)), SagaRecord.Note(new SagaNote(id, "spät\n"))]);
        calls.Add([SagaRecord.Create(Sample.Create(Sample.Id(2), state: SagaCachedState.Unwinding))]);
        calls.Add([SagaRecord.Create(Sample.Create(Sample.Id(3), state: SagaCachedState.Done))]);
        return Lives.Sealed(calls, Options);
    }

    private static async Task<SimDisk> SegmentsAsync()
    {
        SimDisk disk = await Lives.Sealed(Lives.Calls(0, 12, payloadBytes: 6_000), Options);
        disk = await Lives.KilledIdle(Lives.Calls(12, 12, payloadBytes: 6_000), Options, disk);
        return await Lives.Sealed(Lives.Calls(24, 2), Options, disk);
    }

    private static async Task<SimDisk> TornAsync()
    {
        SimDisk disk = await Lives.KilledBusy(Lives.Calls(0, 2), Options, new SimDisk());
        FasterSecStore store = FasterSecStore.Open(Options, disk);
        string name = disk.Names[^1];
        Assert.StartsWith("superblock", name, StringComparison.Ordinal);
        name = disk.Names[^2];
        int before = disk.ReadAll(name).AsSpan().LastIndexOfAnyExcept((byte)0);
        await Lives.WriteAll(store, [[SagaRecord.Create(Sample.Create(Sample.Id(9), $"\"{new string('y', 3_000)}\""))]]);
        disk = await Lives.Kill(store, disk, Choices.None);
        // The batch after the opening of this life: its last sectors never came.
        disk.Overwrite(name, ((before / 512) + 3) * 512, new byte[512 * 8]);
        return disk;
    }

    private static async Task<SimDisk> SnapshotAsync()
    {
        var disk = new SimDisk();
        FasterSecStore store = FasterSecStore.Open(Options, disk);
        await Lives.WriteAll(store, Lives.Calls(0, 5));
        await store.TakeSnapshotAsync().Ends();
        await Lives.WriteAll(store, Lives.Calls(5, 2));
        return await Lives.Kill(store, disk, Choices.None);
    }

    private static async Task<SimDisk> DroppedAsync()
    {
        var disk = new SimDisk();
        await using FasterSecStore store = FasterSecStore.Open(Options, disk);
        await Lives.WriteAll(store, Lives.Calls(0, 6));
        await store.DeleteSagaAsync(Sample.Id(1)).Ends();
        await store.DeleteSagaAsync(Sample.Id(4)).Ends();
        await Lives.WriteAll(store, Lives.Calls(4, 1));
        return disk;
    }

    private static async Task<SimDisk> ArchivedAsync()
    {
        var disk = new SimDisk();
        await using FasterSecStore store = FasterSecStore.Open(Options, disk);
        await ArchiveScene.Write(store, Enumerable.Range(0, 6));
        await store.CreateSagaAsync(Sample.Create(Sample.Id(6))).Ends();
        await store.ArchiveSagasAsync([Sample.Id(0), Sample.Id(2), Sample.Id(3)]).Ends();
        await store.ArchiveSagasAsync([Sample.Id(1), Sample.Id(4)]).Ends();
        return disk;
    }

    private static async Task<SimDisk> CompactedAsync()
    {
        var disk = new SimDisk();
        FasterSecStore store = FasterSecStore.Open(Options, disk);
        await Lives.WriteAll(store, Lives.Calls(0, 30, payloadBytes: 6_000));
        for (int number = 3; number < 30; number++)
        {
            await store.DeleteSagaAsync(Sample.Id(number)).Ends();
        }
        await store.CompactAsync().Ends();
        await Lives.WriteAll(store, Lives.Calls(30, 1));
        return await Lives.Kill(store, disk, Choices.None);
    }
}
