using Steno.Store;
using Steno.Store.Archives;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;

namespace Steno.Tests.Archives;

/// <summary>Small stores with archives.</summary>
internal static class ArchiveScene
{
    internal static string FileName(int number) => $"{SealedArchive.DirectoryName}/{SealedArchive.NameOf(number)}";

    internal static IEnumerable<string> Files(SimDisk disk) => disk.Names.Where(name => name.StartsWith(SealedArchive.DirectoryName + "/", StringComparison.Ordinal));

    /// <summary>A saga that is done, with a record of every kind that lasts.</summary>
    internal static SagaRecord[] Done(int number, int payloadBytes = 50, bool isStuck = false, bool hasNote = true)
    {
        SagaId id = Sample.Id(number);
        var records = new List<SagaRecord>
        {
            SagaRecord.Create(Sample.Create(id)),
            SagaRecord.Event(Sample.Started(id)),
            SagaRecord.Event(Sample.Event(id, 0, SagaNodeEventType.Succeeded(Sample.JsonOfLength(payloadBytes)))),
            SagaRecord.Update(new SagaUpdate(id, SagaCachedState.Unwinding)),
        };
        if (hasNote)
        {
            records.Add(SagaRecord.Note(Sample.Note(id, $"a note é {number}")));
        }
        if (isStuck)
        {
            records.Add(SagaRecord.Event(Sample.Event(id, 0, Sample.AllEventTypes[^1])));
        }
        records.Add(SagaRecord.Update(new SagaUpdate(id, SagaCachedState.Done)));
        return [.. records];
    }

    internal static async Task Write(FasterSecStore store, IEnumerable<int> numbers, int payloadBytes = 50)
    {
        foreach (int[] some in numbers.Chunk(64))
        {
            await store.WriteAsync(some.SelectMany(number => Done(number, payloadBytes, isStuck: number % 5 == 3, hasNote: number % 2 == 0)).ToArray()).Ends();
        }
    }

    /// <summary>A closed store with sagas 0 to 5, of which 0 to 3 are archived, 4 is done and 5 runs.</summary>
    internal static async Task<SimDisk> Small()
    {
        var disk = new SimDisk();
        await using FasterSecStore store = FasterSecStore.Open(Lives.Options, disk);
        await Write(store, Enumerable.Range(0, 5));
        await store.CreateSagaAsync(Sample.Create(Sample.Id(5))).Ends();
        await store.ArchiveSagasAsync(Enumerable.Range(0, 4).Select(Sample.Id).ToArray()).Ends();
        return disk;
    }

    internal static async Task<string> Ids(FasterSecStore store, SagaQuery query)
        => string.Join(' ', (await store.ListSagasAsync(query).Ends()).Select(info => Convert.ToInt32(info.Id.ToString()[^12..], 16)));
}
