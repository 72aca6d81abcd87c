using Steno.Store;
using Steno.Tests.Simulation;
using Xunit.Abstractions;

namespace Steno.Tests.Stores;

/// <summary>
/// A crash after every single operation of small workloads, with the operation in flight torn: what was acknowledged is
/// there, what is there is a prefix of what was issued, and opening again finds the same.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int ExhaustiveChoices = 8;

    /// <summary>A life that was recorded: from which disk it started, what it did, and when each call was issued and answered.</summary>
    private sealed record Life(SimDisk Start, IReadOnlyList<DiskOperation> Operations, List<string> Texts, List<int> IssuedAt, List<int> AnsweredAt)
    {
        internal int AnsweredBy(int operations) => AnsweredAt.Count(at => at <= operations);
        internal int IssuedBy(int operations) => IssuedAt.Count(at => at <= operations);
    }

    [Theory]
    [InlineData(20, 1, 512, true)]
    [InlineData(20, 1, 512, false)]
    [InlineData(20, 4, 512, true)]
    [InlineData(600, 1, 512, true)]
    [InlineData(3000, 1, 4096, true)]
    [InlineData(20_000, 2, 512, true)]
    [InlineData(70_000, 1, 512, true)]
    public async Task Crash_AfterEveryOperation_OverThreeLives_KeepsThePrefix(int payloadBytes, int atOnce, int blockSizeBytes, bool commitsOnLoneCaller)
    {
        FasterSecStoreOptions options = Lives.Options with { BlockSizeBytes = blockSizeBytes, CommitOnLoneCaller = commitsOnLoneCaller };
        SimDisk start = new() { RecordsData = true };
        var earlier = new List<SagaRecord[]>();
        int images = 0;
        for (int number = 0; number < 3; number++)
        {
            List<SagaRecord[]> calls = Lives.Calls(number, 1, payloadBytes);
            Life life = await Record(start, earlier, calls, options, atOnce, closes: number != 1);
            images += await CrashEverywhere(life, options);
            // The next life starts from a crash in the middle of this one.
            int middle = life.Operations.Count * 2 / 3;
            start = Image(life, middle, isInFlight: true, Choices.Random(number));
            string text = await Lives.Text(start.Clone(), options);
            earlier = [.. earlier, .. calls.Take(life.Texts.IndexOf(text))];
        }
        output.WriteLine($"{images} images");
        Assert.True(images > 40);
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Crash_AtRandom_OverTenLives_KeepsThePrefix(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        FasterSecStoreOptions options = Lives.Options with { BlockSizeBytes = random.Next(2) == 0 ? 512 : 4096 };
        SimDisk start = new() { RecordsData = true };
        var kept = new List<SagaRecord[]>();
        for (int number = 0; number < 10; number++)
        {
            List<SagaRecord[]> calls = Lives.Calls(number * 10, random.Next(1, 4), random.Next(4) == 0 ? 30_000 : random.Next(2000));
            Life life = await Record(start, kept, calls, options, atOnce: random.Next(1, 6), closes: random.Next(2) == 0);
            int crashAt = random.Next(1, life.Operations.Count + 1);
            bool isInFlight = random.Next(2) == 0;
            start = Image(life, crashAt, isInFlight, Choices.Random(random.Next()));
            string text = await Check(life, start, crashAt - (isInFlight ? 1 : 0), crashAt, options, $"seed {seed}, life {number}, operation {crashAt}");
            kept = [.. kept, .. calls.Take(life.Texts.IndexOf(text))];
        }
    }

    [Fact]
    public async Task Crash_DuringRecovery_ChangesNothing()
    {
        List<SagaRecord[]> calls = Lives.Calls(0, 2, 700);
        SimDisk start = new() { RecordsData = true };
        Life life = await Record(start, [], calls, Lives.Options, atOnce: 1, closes: false);
        int images = 0;
        // Only the last operations: the torn batch and what follows it are what recovery has to work on.
        for (int at = life.Operations.Count - 6; at <= life.Operations.Count; at++)
        {
            SimDisk torn = Image(life, at, isInFlight: true, Choices.First(1));
            string expected = await Lives.Text(torn.Clone());
            SimDisk recovering = torn.Clone();
            FasterSecStore store = FasterSecStore.Open(Lives.Options, recovering);
            IReadOnlyList<DiskOperation> recovery = recovering.Operations;
            await store.DisposeAsync().Ends();
            for (int count = 1; count <= recovery.Count; count++)
            {
                if ((recovery[count - 1].Kind & DiskOperationKind.Changes) == 0)
                {
                    continue;
                }
                foreach (Choice choose in Choosers(8))
                {
                    SimDisk image = torn.Clone();
                    image.Replay(recovery.Take(count), lastIsInFlight: true);
                    Assert.True(expected == await Lives.Text(image.Crash(choose)), $"crash at {at}, then in recovery at {count}: {recovery[count - 1]}");
                    images++;
                }
            }
        }
        output.WriteLine($"{images} images");
    }

    private static async Task<Life> Record(SimDisk start, List<SagaRecord[]> earlier, List<SagaRecord[]> calls, FasterSecStoreOptions options, int atOnce, bool closes)
    {
        SimDisk disk = start.Clone();
        List<string> texts = [.. (await Lives.Texts([.. earlier, .. calls])).Skip(earlier.Count)];
        var life = new Life(start, [], texts, [], []);
        FasterSecStore store = FasterSecStore.Open(options, disk);
        foreach (SagaRecord[][] group in calls.Chunk(atOnce))
        {
            var pending = new List<Task>();
            foreach (SagaRecord[] call in group)
            {
                life.IssuedAt.Add(disk.OperationCount);
                pending.Add(store.WriteAsync(call).AsTask());
            }
            foreach (Task call in pending)
            {
                await call.Ends();
                life.AnsweredAt.Add(disk.OperationCount);
            }
        }
        if (closes)
        {
            await store.DisposeAsync().Ends();
        }
        IReadOnlyList<DiskOperation> operations = disk.Operations;
        if (!closes)
        {
            await Lives.Kill(store, disk, Choices.None);
        }
        return life with { Operations = operations };
    }

    private static SimDisk Image(Life life, int operations, bool isInFlight, Choice choose)
    {
        SimDisk disk = life.Start.Clone();
        disk.Replay(life.Operations.Take(operations), isInFlight);
        return disk.Crash(choose);
    }

    private static async Task<int> CrashEverywhere(Life life, FasterSecStoreOptions options)
    {
        var found = new Dictionary<UInt128, string>(); // many crashes leave the same bytes: each image is opened once
        for (int count = 1; count <= life.Operations.Count; count++)
        {
            DiskOperation last = life.Operations[count - 1];
            if ((last.Kind & (DiskOperationKind.Changes | DiskOperationKind.Lock)) == 0)
            {
                continue;
            }
            SimDisk disk = life.Start.Clone();
            disk.Replay(life.Operations.Take(count), lastIsInFlight: true);
            int choices = disk.CrashChoiceCount;
            var exhaustive = choices <= ExhaustiveChoices ? new ExhaustiveChoice() : null;
            IEnumerable<Choice> choosers = exhaustive is null ? Choosers(choices) : Exhaust(exhaustive);
            foreach (Choice choose in choosers)
            {
                SimDisk image = disk.CrashedCopy(choose);
                string where = $"operation {count} of {life.Operations.Count}: {last}";
                UInt128 fingerprint = image.Fingerprint();
                if (!found.TryGetValue(fingerprint, out string? text))
                {
                    found[fingerprint] = text = await OpenTwice(image, options, where);
                }
                CheckText(life, text, count - 1, count, where);
            }
        }
        // And after the last one returned.
        await Check(life, Image(life, life.Operations.Count, isInFlight: false, Choices.None), life.Operations.Count, life.Operations.Count, options, "the end");
        return found.Count;
    }

    private static IEnumerable<Choice> Exhaust(ExhaustiveChoice choice)
    {
        do
        {
            yield return choice.Choose;
        }
        while (choice.Next());
    }

    private static IEnumerable<Choice> Choosers(int choices)
    {
        yield return Choices.None;
        yield return Choices.All;
        yield return Choices.First(1);
        yield return Choices.AllButFirst(1);
        yield return Choices.First(choices / 2);
        yield return Choices.AllButFirst(choices / 2);
        yield return Choices.First(choices - 1);
        yield return Choices.AllButFirst(choices - 1);
        yield return Choices.Random(choices);
        yield return Choices.Random(choices + 1);
    }

    private static async Task<string> Check(Life life, SimDisk image, int done, int begun, FasterSecStoreOptions options, string where)
    {
        string text = await OpenTwice(image, options, where);
        CheckText(life, text, done, begun, where);
        return text;
    }

    private static async Task<string> OpenTwice(SimDisk image, FasterSecStoreOptions options, string where)
    {
        SimDisk disk = image.Clone();
        string text;
        try
        {
            text = await Lives.Text(disk, options);
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"{where}: opening failed", error);
        }
        Assert.True(text == await Lives.Text(disk, options), $"{where}: the second opening found other records");
        return text;
    }

    private static void CheckText(Life life, string text, int done, int begun, string where)
    {
        int found = life.Texts.IndexOf(text);
        int answered = life.AnsweredBy(done);
        int issued = life.IssuedBy(begun);
        Assert.True(found >= answered && found <= issued, $"{where}: {answered} calls answered, {issued} issued, found {found}:\n{text}");
    }
}
