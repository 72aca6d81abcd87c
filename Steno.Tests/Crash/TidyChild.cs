using System.Globalization;
using System.Text;
using Steno.Store;

namespace Steno.Tests.Crash;

/// <summary>
/// A process to be killed: writers on a durable store of the smallest segments, and beside them one snapshot and one compaction
/// after the other. It says on standard output what the parent may rely on: what a call did after it returned, and what
/// it is about to do before.
/// </summary>
internal static class TidyChild
{
    public const string Part = "tidy";
    private const int LiveSagasPerWriter = 6;

    public static FasterSecStoreOptions OptionsOf(string directory) => new()
    {
        Directory = directory,
        SegmentSizeBytes = 64 << 10,
        SnapshotIntervalBytes = 64 << 10,
        MemoryBudgetBytes = 64 << 10,
    };

    /// <summary>The text of a saga's Nth event: follows from saga and number, so that the parent can tell it from any other.</summary>
    public static RawJson Output(SagaId id, int number)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{id} {number} ");
        int seed = HashCode(name);
        return RawJson.FromValidated(Encoding.UTF8.GetBytes($"\"{name}{new string((char)('a' + seed % 26), seed % 4 == 0 ? seed % 6_000 : seed % 300)}\""));
    }

    /// <param name="arguments">The store's directory and how many writers.</param>
    public static async Task RunAsync(string[] arguments)
    {
        Say("opening");
        await using FasterSecStore store = FasterSecStore.Open(OptionsOf(arguments[0]));
        Say("opened");
        int writers = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        await Task.WhenAll([TidyAsync(store), .. Enumerable.Range(0, writers).Select(_ => Task.Run(() => WriteAsync(store)))]);
    }

    private static async Task TidyAsync(FasterSecStore store)
    {
        while (true)
        {
            Say("snapshotting");
            await store.TakeSnapshotAsync();
            Say("snapshotted");
            Say("compacting");
            await store.CompactAsync();
            Say("compacted");
        }
    }

    private static async Task WriteAsync(FasterSecStore store)
    {
        var live = new Queue<SagaId>();
        while (true)
        {
            SagaId id = SagaId.New();
            Say($"create {id}");
            await store.CreateSagaAsync(new SagaCreateParams(id, new SagaName("tidy"), RawJson.Parse("{}"), SagaCachedState.Running));
            Say($"created {id}");
            int events = 3 + HashCode(id.ToString()) % 10;
            for (int number = 0; number < events; number++)
            {
                await store.RecordEventAsync(new SagaNodeEvent(id, new SagaNodeId((uint)number), SagaNodeEventType.Succeeded(Output(id, number))));
                Say($"event {id} {number + 1}");
            }
            await store.UpdateSagaAsync(id, SagaCachedState.Done);
            Say($"done {id}");
            live.Enqueue(id);
            if (live.Count > LiveSagasPerWriter)
            {
                SagaId old = live.Dequeue();
                Say($"delete {old}");
                await store.DeleteSagaAsync(old);
                Say($"deleted {old}");
            }
        }
    }

    /// <summary>The same in every process, unlike that of the runtime.</summary>
    private static int HashCode(string text) => text.Aggregate(17, (hash, c) => unchecked(hash * 31 + c)) & int.MaxValue;

    /// <summary>One write a line: the console's writer is synchronized and flushes itself.</summary>
    private static void Say(string line) => Console.Out.Write(line + "\n");
}
