using System.Runtime.InteropServices;
using Steno.Store;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;

namespace Steno.Tests.PowerLoss;

/// <summary>A store on a simulated disk at work, every operation recorded, to cut the power anywhere afterwards.</summary>
internal sealed class RecordedLife
{
    private readonly FasterSecStoreOptions _options;
    private readonly IReadOnlyList<Step> _steps;
    private readonly List<string> _texts;
    private readonly List<int> _issuedAt = [];
    private readonly List<int> _answeredAt = [];

    private RecordedLife(SimDisk start, IReadOnlyList<Step> steps, List<string> texts, FasterSecStoreOptions options)
        => (Start, _steps, _texts, _options) = (start, steps, texts, options);

    /// <summary>The disk on which <see cref="Operations"/> begin: the one that was given, or what the last power cut left.</summary>
    internal SimDisk Start { get; private set; }

    internal IReadOnlyList<DiskOperation> Operations { get; private set; } = [];

    /// <summary>How many operations there were when the last step began; 0 without steps.</summary>
    internal int LastStepFrom { get; private set; }

    /// <summary>The snapshots that were taken, and how many operations there were when each had got its name.</summary>
    internal IReadOnlyList<(int At, byte[] Bytes)> Snapshots { get; private set; } = [];

    /// <summary>What the store holds after all steps.</summary>
    internal string FinalText => _texts[^1];

    /// <param name="start">Left as it is.</param>
    /// <param name="before">What the store holds already.</param>
    /// <param name="steps">What to do; all of them succeed.</param>
    /// <param name="options">How to open the store.</param>
    /// <param name="closes">Whether it is closed in the end, which is recorded, too.</param>
    /// <param name="burst">How many steps may go on at once; tidying is then beside all the others.</param>
    internal static async Task<RecordedLife> Record(SimDisk start, IReadOnlyList<Step> before, IReadOnlyList<Step> steps, FasterSecStoreOptions options, bool closes, int burst = 1)
    {
        var model = new ModelSecStore();
        foreach (Step step in before)
        {
            step.Apply(model);
        }
        var texts = new List<string> { await StoreText.Of(model) };
        var life = new RecordedLife(start, steps, texts, options);
        SimDisk disk = start.Clone();
        var begun = new Queue<Task>();
        var tidying = new List<Task>();
        var snapshots = new List<(int, byte[])>();
        disk.AfterOperation = operation =>
        {
            if (operation.Kind == DiskOperationKind.SyncDirectory && disk.Names.Contains("snapshot"))
            {
                byte[] bytes = disk.ReadAll("snapshot");
                if (snapshots.Count == 0 || !snapshots[^1].Item2.AsSpan().SequenceEqual(bytes))
                {
                    snapshots.Add((disk.OperationCount, bytes));
                }
            }
        };
        FasterSecStore store = FasterSecStore.Open(options, disk);
        foreach (Step step in steps)
        {
            if (begun.Count >= burst || (step.Archives && begun.Count > 0))
            {
                await Answered();
            }
            life.LastStepFrom = disk.OperationCount;
            life._issuedAt.Add(disk.OperationCount);
            if (step == Step.CutAndReopen)
            {
                life.Start = await Lives.Kill(store, disk, Choices.None);
                life.LastStepFrom = 0;
                CollectionsMarshal.AsSpan(life._issuedAt).Clear();
                CollectionsMarshal.AsSpan(life._answeredAt).Clear();
                disk = life.Start.Clone();
                store = FasterSecStore.Open(options, disk);
            }
            else if (step == Step.Reopen)
            {
                await store.DisposeAsync().Ends();
                store = FasterSecStore.Open(options, disk);
            }
            else if (burst > 1)
            {
                Task task = step.Run(store);
                begun.Enqueue(step.IsTidying ? Task.CompletedTask : task);
                tidying.Add(step.IsTidying ? task : Task.CompletedTask);
                if (step.EndsBurst)
                {
                    await Answered();
                }
            }
            else
            {
                await step.Run(store).Ends();
            }
            if (burst == 1)
            {
                life._answeredAt.Add(disk.OperationCount);
            }
            step.Apply(model);
            texts.Add(await StoreText.Of(model));
        }
        await Answered();
        await Task.WhenAll(tidying).Ends();
        Assert.Equal(texts[^1], await StoreText.Of(store));
        if (closes)
        {
            await store.DisposeAsync().Ends();
        }
        life.Operations = disk.Operations;
        life.Snapshots = [.. snapshots];
        if (!closes)
        {
            await Lives.Kill(store, disk, Choices.None);
        }
        return life;

        async Task Answered()
        {
            while (begun.TryDequeue(out Task? task))
            {
                await task.Ends();
                life._answeredAt.Add(disk.OperationCount);
            }
        }
    }

    /// <summary>The disk after a crash behind so many operations.</summary>
    internal SimDisk Image(int operations, bool isInFlight, Choice choose)
    {
        SimDisk disk = Start.Clone();
        disk.Replay(Operations.Take(operations), isInFlight);
        return disk.Crash(choose);
    }

    /// <summary>
    /// Every image that a power cut at any operation from the given one on may leave, the operation in flight: all subsets of what
    /// is unsynced where they are few, those of the sample otherwise. The last one is that of the disk after everything.
    /// </summary>
    internal IEnumerable<CrashImage> Images(int fromOperation, SubsetSample sample)
    {
        SimDisk before = Start.Clone();
        before.Replay(Operations.Take(fromOperation), lastIsInFlight: false);
        for (int i = fromOperation; i < Operations.Count; i++)
        {
            DiskOperation operation = Operations[i];
            if ((operation.Kind & (DiskOperationKind.Changes | DiskOperationKind.Lock)) == 0)
            {
                continue;
            }
            SectorRule.Check(before, operation);
            SimDisk inFlight = before.Clone();
            inFlight.Replay([operation], lastIsInFlight: true);
            foreach (Choice choose in sample.Of(inFlight.CrashChoiceCount))
            {
                yield return new CrashImage(inFlight.CrashedCopy(choose), i + 1, IsInFlight: true, this);
            }
            before.Replay([operation], lastIsInFlight: false);
        }
        yield return new CrashImage(before.CrashedCopy(Choices.None), Operations.Count, IsInFlight: false, this);
    }

    /// <summary>Opens what a crash left; the acknowledged steps must be there, and perhaps the one in flight.</summary>
    /// <returns>How many steps are there.</returns>
    internal async Task<int> Check(CrashImage image, ImageJudge judge, string where)
    {
        where = $"{where}, {image}";
        return Check(await judge.TextOf(image.Disk, _options, where), image.Operations, image.IsInFlight, where);
    }

    private int Check(string text, int operations, bool isInFlight, string where)
    {
        // A buffered store acknowledges what is not durable yet.
        int answered = _options.Durability == Durability.Buffered ? 0 : _answeredAt.Count(at => at <= operations - (isInFlight ? 1 : 0));
        int issued = _issuedAt.Count(at => at <= operations);
        // A tidying step changes no text, so the last one that fits counts.
        int found = issued;
        while (found >= answered && _texts[found] != text)
        {
            found--;
        }
        Assert.True(found >= answered, $"{where}: {answered} steps answered, {issued} issued (the last: {(issued > 0 ? _steps[issued - 1] : null)}), found:\n{text}\nexpected:\n{_texts[issued]}");
        return found;
    }
}

/// <summary>What a power cut left.</summary>
/// <param name="Disk">The files.</param>
/// <param name="Operations">How many operations had begun.</param>
/// <param name="IsInFlight">Whether the last of them had not returned.</param>
/// <param name="Life">Of which life.</param>
internal readonly record struct CrashImage(SimDisk Disk, int Operations, bool IsInFlight, RecordedLife Life)
{
    public override string ToString() => $"operation {Operations} of {Life.Operations.Count} {(IsInFlight ? "in flight" : "returned")}: {Life.Operations[Operations - 1]}";
}
