using Steno.Store;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;

namespace Steno.Tests.Growth;

/// <summary>One life of a store on a simulated disk, every operation recorded, to crash it anywhere afterwards.</summary>
internal sealed class RecordedLife
{
    private readonly SimDisk _start;
    private readonly List<Step> _steps;
    private readonly List<string> _texts;
    private readonly List<int> _issuedAt = [];
    private readonly List<int> _answeredAt = [];

    private RecordedLife(SimDisk start, List<Step> steps, List<string> texts) => (_start, _steps, _texts) = (start, steps, texts);

    internal IReadOnlyList<DiskOperation> Operations { get; private set; } = [];

    /// <param name="before">What the store holds already.</param>
    internal static async Task<RecordedLife> Record(SimDisk start, IReadOnlyList<Step> before, List<Step> steps, FasterSecStoreOptions options, bool closes)
    {
        var model = new ModelSecStore();
        foreach (Step step in before)
        {
            step.Apply(model);
        }
        var texts = new List<string> { await StoreText.Of(model) };
        SimDisk disk = start.Clone();
        var life = new RecordedLife(start, steps, texts);
        FasterSecStore store = FasterSecStore.Open(options, disk);
        foreach (Step step in steps)
        {
            life._issuedAt.Add(disk.OperationCount);
            await step.Run(store).Ends();
            life._answeredAt.Add(disk.OperationCount);
            step.Apply(model);
            texts.Add(await StoreText.Of(model));
        }
        Assert.Equal(texts[^1], await StoreText.Of(store));
        if (closes)
        {
            await store.DisposeAsync().Ends();
        }
        life.Operations = disk.Operations;
        if (!closes)
        {
            await Lives.Kill(store, disk, Choices.None);
        }
        return life;
    }

    /// <summary>The disk after a crash behind so many operations.</summary>
    internal SimDisk Image(int operations, bool isInFlight, Choice choose)
    {
        SimDisk disk = _start.Clone();
        disk.Replay(Operations.Take(operations), isInFlight);
        return disk.Crash(choose);
    }

    /// <summary>Opens what a crash left, twice; the acknowledged steps must be there, and perhaps the one in flight.</summary>
    /// <returns>How many steps are there.</returns>
    internal async Task<int> Check(SimDisk image, int operations, bool isInFlight, FasterSecStoreOptions options, string where)
    {
        int answered = _answeredAt.Count(at => at <= operations - (isInFlight ? 1 : 0));
        int issued = _issuedAt.Count(at => at <= operations);
        string text;
        try
        {
            text = await Lives.Text(image, options);
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"{where}: opening failed", error);
        }
        // A tidying step changes no text, so the last one that fits counts.
        int found = issued;
        while (found >= answered && _texts[found] != text)
        {
            found--;
        }
        Assert.True(found >= answered, $"{where}: {answered} steps answered, {issued} issued (the last: {(issued > 0 ? _steps[issued - 1] : null)}), found:\n{text}\nexpected:\n{_texts[issued]}");
        Assert.True(text == await Lives.Text(image, options), $"{where}: the second opening found other records");
        StoreVerification verified = FasterSecStore.Verify(options, image);
        Assert.True(verified.Damages.Count == 0, $"{where}: {string.Join("; ", verified.Damages)}");
        return found;
    }
}
