using System.Globalization;
using Steno.Store;

namespace Steno.Tests.Crash;

/// <summary>
/// What a store must hold after kills, from what the killed processes had said: every acknowledged record, byte for byte; nothing
/// that was not issued; nothing of a deleted saga; and everything that an earlier look found, because recovery made it count.
/// </summary>
internal sealed class TidyOracle
{
    private sealed class Known
    {
        public bool IsCreated { get; set; }
        public int Events { get; set; }
        public bool IsDone { get; set; }
        public bool MayBeGone { get; set; }
        public bool IsGone { get; set; }
        /// <summary>Whether its writer lives: then one more call of it may be there than was acknowledged.</summary>
        public bool HasWriter { get; set; }
    }

    private readonly Dictionary<SagaId, Known> _sagas = [];

    public long AcknowledgedCount { get; private set; }

    /// <summary>Checks a store that nobody has open.</summary>
    public async Task CheckAsync(string directory, IEnumerable<string> said)
    {
        foreach (string line in said)
        {
            Hear(line.Split(' '));
        }
        if (!File.Exists(Path.Combine(directory, "superblock")))
        {
            Require(_sagas.Values.All(saga => !saga.IsCreated), "the store is gone");
            return;
        }
        FasterSecStoreOptions options = TidyChild.OptionsOf(directory) with { ReadOnly = true };
        StoreVerification verified = FasterSecStore.Verify(options);
        Require(verified.IsSound, string.Join("; ", verified.Damages));
        await using FasterSecStore store = FasterSecStore.Open(options);
        var found = (await store.ListSagasAsync(new SagaQuery())).ToDictionary(saga => saga.Id);
        Require(found.Keys.All(_sagas.ContainsKey), "there is a saga that was never created");
        foreach ((SagaId id, Known saga) in _sagas)
        {
            await CheckAsync(store, id, saga, found.GetValueOrDefault(id));
        }
    }

    private static async Task CheckAsync(FasterSecStore store, SagaId id, Known saga, SagaInfo? found)
    {
        if (found is null)
        {
            Require(!saga.IsCreated || saga.IsGone || saga.MayBeGone, $"saga {id} was acknowledged and is not there");
            // What is not there now must never be.
            saga.IsGone = true;
            return;
        }
        Require(!saga.IsGone, $"saga {id} was gone and is back");
        IReadOnlyList<SagaNodeEvent> events = await store.ReadEventsAsync(id);
        int most = saga.Events + (saga.HasWriter && !saga.IsDone ? 1 : 0);
        Require(events.Count >= saga.Events && events.Count <= most, $"saga {id} has {events.Count} events, {saga.Events} acknowledged, {most} possible");
        for (int number = 0; number < events.Count; number++)
        {
            bool isRight = events[number].NodeId.Value == number && events[number].EventType.Output.Utf8.Span.SequenceEqual(TidyChild.Output(id, number).Utf8.Span);
            Require(isRight, $"event {number} of saga {id} is another one");
        }
        bool isDone = found.State == SagaCachedState.Done;
        Require(isDone || !saga.IsDone, $"saga {id} was done and is {found.State}");
        (saga.IsCreated, saga.Events, saga.IsDone, saga.HasWriter, saga.MayBeGone) = (true, events.Count, isDone, false, false);
    }

    private void Hear(string[] words)
    {
        if (words.Length < 2)
        {
            return;
        }
        var id = SagaId.Parse(words[1], null);
        if (words[0] == "create")
        {
            _sagas[id] = new Known { HasWriter = true };
            return;
        }
        Known saga = _sagas[id];
        switch (words[0])
        {
            case "created":
                saga.IsCreated = true;
                break;
            case "event":
                saga.Events = int.Parse(words[2], CultureInfo.InvariantCulture);
                break;
            case "done":
                saga.IsDone = true;
                break;
            case "delete":
                saga.MayBeGone = true;
                return;
            case "deleted":
                saga.IsGone = true;
                break;
            default:
                throw new InvalidOperationException(string.Join(' ', words));
        }
        AcknowledgedCount++;
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
