using Steno.Store;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;

namespace Steno.Tests.PowerLoss;

/// <summary>
/// A store at work on a simulated disk whose operations overlap and end in any order, with the beginning and the end of each
/// recorded, to cut the power anywhere in between. A position is a number of such events.
/// </summary>
internal sealed class OverlappingLife
{
    private readonly FasterSecStoreOptions _options;
    private readonly IReadOnlyList<Step> _steps;
    private readonly List<string> _texts;
    private readonly int[] _issuedAt;
    /// <summary>Never, for a step that goes on beside the others.</summary>
    private readonly int[] _answeredAt;

    private OverlappingLife(SimDisk start, IReadOnlyList<Step> steps, List<string> texts, FasterSecStoreOptions options)
    {
        (Start, _steps, _texts, _options) = (start, steps, texts, options);
        _issuedAt = new int[steps.Count];
        _answeredAt = new int[steps.Count];
        Array.Fill(_answeredAt, int.MaxValue);
    }

    /// <summary>The disk on which <see cref="Events"/> begin.</summary>
    internal SimDisk Start { get; }

    internal IReadOnlyList<DiskEvent> Events { get; private set; } = [];

    /// <summary>For each position the operations in flight there.</summary>
    internal IReadOnlyList<IReadOnlyList<DiskOperation>> InFlight { get; private set; } = [];

    /// <summary>How many operations ended before one that had begun earlier.</summary>
    internal int OvertakingCount { get; private set; }

    /// <param name="start">Left as it is.</param>
    /// <param name="before">What the store holds already.</param>
    /// <param name="steps">What to do; all of them succeed.</param>
    /// <param name="options">How to open the store.</param>
    /// <param name="schedule">Says when each operation may end.</param>
    /// <param name="closes">Whether the store is closed in the end, which is recorded, too.</param>
    /// <param name="burst">How many steps may go on at once; tidying and archiving are then beside all the others.</param>
    internal static async Task<OverlappingLife> Record(SimDisk start, IReadOnlyList<Step> before, IReadOnlyList<Step> steps, FasterSecStoreOptions options, CompletionSchedule schedule, bool closes, int burst)
    {
        var model = new ModelSecStore();
        foreach (Step step in before)
        {
            step.Apply(model);
        }
        var texts = new List<string> { await StoreText.Of(model) };
        var life = new OverlappingLife(start, steps, texts, options);
        SimDisk disk = start.Clone();
        disk.InFlight = schedule.WaitForTurn;
        FasterSecStore store = FasterSecStore.Open(options, disk);
        var begun = new Queue<Task>();
        var beside = new List<Task>();
        for (int i = 0; i < steps.Count; i++)
        {
            Step step = steps[i];
            while (begun.Count >= burst || (step.Archives && begun.Count > 0))
            {
                await begun.Dequeue().Ends();
            }
            life._issuedAt[i] = disk.EventCount;
            Task task = step.Run(store);
            if (step.IsTidying)
            {
                beside.Add(task);
            }
            else
            {
                begun.Enqueue(life.NoteAnswer(task, i, disk));
            }
            while (step.EndsBurst && begun.Count > 0)
            {
                await begun.Dequeue().Ends();
            }
            step.Apply(model);
            texts.Add(await StoreText.Of(model));
        }
        await Task.WhenAll([.. begun, .. beside]).Ends();
        Assert.Equal(texts[^1], await StoreText.Of(store));
        if (closes)
        {
            await store.DisposeAsync().Ends();
        }
        life.Events = disk.Events;
        life.FindOverlaps();
        if (!closes)
        {
            await Lives.Kill(store, disk, Choices.None);
        }
        return life;
    }

    /// <summary>What a power cut after so many events leaves.</summary>
    /// <param name="position">How many beginnings and ends there were.</param>
    /// <param name="choose">Chooses for everything in flight and unsynced on its own.</param>
    /// <param name="torn">The operations in flight of which some sectors are there and some are not.</param>
    internal SimDisk Image(int position, Choice choose, out IReadOnlyList<DiskOperation> torn)
    {
        SimDisk disk = Start.Clone();
        var tornOnes = new List<DiskOperation>();
        foreach ((DiskOperation operation, Action end) in disk.Replay(Events.Take(position)))
        {
            if (disk.Leave(operation, end, choose))
            {
                tornOnes.Add(operation);
            }
        }
        torn = tornOnes;
        return disk.Crash(choose);
    }

    /// <summary>Opens what a cut left; all steps up to the last one that was answered must be there, and nothing that was not issued.</summary>
    /// <returns>How many steps are there.</returns>
    internal async Task<int> Check(SimDisk image, int position, ImageJudge judge, string where)
    {
        where = $"{where}, after event {position} of {Events.Count}, in flight: {string.Join(" and ", InFlight[position])}";
        string text = await judge.TextOf(image, _options, where);
        // A buffered store acknowledges what is not durable yet. A call that changes nothing is answered without waiting for those before it.
        int answered = _options.Durability == Durability.Buffered ? 0 : Enumerable.Range(0, _steps.Count).LastOrDefault(step => _answeredAt[step] <= position && _texts[step] != _texts[step + 1], -1) + 1;
        int issued = _issuedAt.Count(at => at <= position);
        // A step that changes no text cannot be told from none, so the last one that fits counts.
        int found = issued;
        while (found >= answered && _texts[found] != text)
        {
            found--;
        }
        Assert.True(found >= answered, $"{where}: {answered} steps answered, {issued} issued (the last: {string.Join("; ", _steps.Take(issued).TakeLast(5))}), found:\n{text}\nexpected:\n{_texts[issued]}");
        return found;
    }

    private async Task NoteAnswer(Task task, int step, SimDisk disk)
    {
        await task.ConfigureAwait(false);
        _answeredAt[step] = disk.EventCount;
    }

    private void FindOverlaps()
    {
        var inFlight = new SortedDictionary<int, DiskOperation>();
        var all = new List<IReadOnlyList<DiskOperation>> { Array.Empty<DiskOperation>() };
        foreach (DiskEvent now in Events)
        {
            if (now.Phase == DiskPhase.Begun)
            {
                inFlight.Add(now.Number, now.Operation);
            }
            else
            {
                OvertakingCount += inFlight.First().Key < now.Number ? 1 : 0;
                inFlight.Remove(now.Number);
            }
            all.Add([.. inFlight.Values]);
        }
        InFlight = all;
    }
}
