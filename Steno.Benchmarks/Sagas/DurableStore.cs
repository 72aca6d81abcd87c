using Microsoft.Extensions.Logging.Abstractions;
using Steno.Store;
using Steno.Store.Disk;
using Steno.Store.Log;

namespace Steno.Benchmarks.Sagas;

/// <summary>The durable store of the sagas' load, and what must be in it afterwards.</summary>
internal static class DurableStore
{
    private const int Samples = 50;

    public static FasterSecStore Open(string directory, Durability durability) => FasterSecStore.Open(OptionsFor(directory) with { Durability = durability });

    /// <summary>
    /// Opens what was closed and counts: every saga that ended must be done with all its events, and there must be no other.
    /// Of some the events themselves are read.
    /// </summary>
    /// <returns>What is missing; null when nothing is.</returns>
    public static string? FindLoss(string directory, IReadOnlyCollection<SagaId> ended, SagaDag dag)
    {
        // Each node starts and succeeds, the start and the end of the saga too.
        int events = 2 * dag.Shape.Count;
        return FindLossInIndex(directory, ended, events) ?? FindLossInSample(directory, ended, events);
    }

    // Deliberate: past the public interface. That reads two batches from the disk for every saga, for its name and time; the
    // index alone, rebuilt from every batch of the log, has the state and the number of events.
    private static string? FindLossInIndex(string directory, IReadOnlyCollection<SagaId> ended, int events)
    {
        FasterSecStoreOptions options = OptionsFor(directory) with { ReadOnly = true };
        StoreState state = new StoreOpener(options, new LinuxDisk(options.Directory), NullLogger.Instance).Open().State;
        using SegmentFiles files = state.Files;
        foreach (SagaId id in ended)
        {
            int entry = state.Index.Find(id);
            if (entry < 0)
            {
                return $"saga {id} is not there after reopening";
            }
            SagaEntry saga = state.Index[entry];
            if (saga.PublishedState != SagaCachedState.Done || saga.EventCount != events)
            {
                return $"saga {id} is {saga.PublishedState} with {saga.EventCount} events after reopening; it had ended with {events}";
            }
        }
        return state.Index.Count == ended.Count ? null : $"{state.Index.Count} sagas are there after reopening; {ended.Count} had ended";
    }

    private static string? FindLossInSample(string directory, IReadOnlyCollection<SagaId> ended, int events)
    {
        FasterSecStore store = Open(directory, Durability.Commit);
        try
        {
            int step = Math.Max(1, ended.Count / Samples);
            foreach (SagaId id in ended.Where((_, number) => number % step == 0))
            {
                SagaInfo? saga = store.GetSagaAsync(id).AsTask().GetAwaiter().GetResult();
                int read = store.ReadEventsAsync(id).AsTask().GetAwaiter().GetResult().Count;
                if (saga?.State != SagaCachedState.Done || saga.EventCount != events || read != events)
                {
                    return $"saga {id} is {saga?.State.ToString() ?? "missing"} and {read} of its {events} events can be read after reopening";
                }
            }
            return null;
        }
        finally
        {
            store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static FasterSecStoreOptions OptionsFor(string directory) => new() { Directory = Path.Combine(directory, "store") };
}
