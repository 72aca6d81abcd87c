using System.Diagnostics;
using Steno.Tests.LongRuns;
using Steno.Tests.Simulation;
using Xunit.Abstractions;

namespace Steno.Tests.PowerLoss;

/// <summary>
/// Every sequence of up to three operations on a small store, the power cut at every operation of the disk, every subset of
/// the unsynced sectors and names kept where they are twelve at most (six for three operations, in the normal run). Most known crash bugs of file systems and databases
/// need no more than that.
/// </summary>
[Trait(LongRun.Trait, LongRun.Long)]
public sealed class SmallWorkloadTests(ITestOutputHelper output)
{
    public enum Scene { NoStore, BeforeSegmentEnd, LargeBlocks, BeforePreparation, LargePages, WorthTidying }

    /// <summary>A long run tries so many images, in random sequences once all short ones are done.</summary>
    private const long LongImages = 20_000_000;
    private const int LongOperations = 3;
    private const int LongUnitSequences = 50;

    /// <summary>Sequences of three are so many that the normal run tries every subset of six sectors only, and a sample beyond; the long run is without that.</summary>
    private static readonly SubsetSample s_sampleOfThree = new(ExhaustiveChoices: 6, MostPerKind: 6, RandomSubsets: 4);

    // How many operations, how many different images there are at least, and of how many one is opened for writing.
    [Theory]
    [InlineData(Scene.NoStore, 1, 1_000, 1)]
    [InlineData(Scene.BeforeSegmentEnd, 3, 50_000, 8)]
    [InlineData(Scene.LargeBlocks, 2, 5_000, 4)]
    [InlineData(Scene.BeforePreparation, 2, 10_000, 4)]
    [InlineData(Scene.LargePages, 2, 20_000, 4)]
    [InlineData(Scene.WorthTidying, 2, 4_000, 1)]
    public async Task PowerCut_DuringUpToThreeOperations_KeepsTheAcknowledged(Scene scene, int mostOperations, int leastImages, int everyNthForWriting)
    {
        SmallStore store = await Make(scene);
        if (ReplayedCase(scene) is { } replayed)
        {
            var replayJudge = new ImageJudge();
            await TryEverywhere(store, scene, replayed, new SubsetSample(), replayJudge);
            output.WriteLine($"{scene}, {string.Join(", ", replayed)}: {replayJudge}");
            return;
        }
        if (LongRun.Of($"power-cut-{scene}") is { } run)
        {
            await RunLong(store, scene, run);
            return;
        }
        long start = Stopwatch.GetTimestamp();
        TimeSpan processorTime = Environment.CpuUsage.TotalTime;
        var judge = new ImageJudge(everyNthForWriting);
        for (int length = 0; length <= mostOperations; length++)
        {
            await Parallel.ForEachAsync(SmallOperations.Sequences(length), async (operations, _) =>
                await TryEverywhere(store, scene, operations, operations.Length < LongOperations ? new SubsetSample() : s_sampleOfThree, judge));
        }
        output.WriteLine($"{scene}, up to {mostOperations} operations: {judge}; {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s, {(Environment.CpuUsage.TotalTime - processorTime).TotalSeconds:F1} s of processor time in the whole process");
        Assert.True(judge.OpenedCount >= leastImages, $"only {judge.OpenedCount} different images");
    }

    /// <summary>The power cut at every operation of the disk from the last step on: those before it are those of a shorter sequence.</summary>
    private static async Task TryEverywhere(SmallStore store, Scene scene, SmallOperation[] operations, SubsetSample sample, ImageJudge judge)
    {
        string name = string.Join(',', operations);
        try
        {
            RecordedLife life = await RecordedLife.Record(store.Disk, store.Steps, SmallOperations.ToSteps(store, operations), store.Options, closes: true);
            foreach (CrashImage image in life.Images(life.LastStepFrom, sample))
            {
                await life.Check(image, judge, $"{scene}: {name}");
            }
        }
        catch (Exception violation)
        {
            throw new InvalidOperationException($"{violation.Message}\nReplay: STENO_CASE={scene}:{name} dotnet test -c Release --filter SmallWorkloadTests", violation);
        }
    }

    /// <summary>First every sequence of three operations with larger samples, every image opened for writing; then random ones of four to eight.</summary>
    private async Task RunLong(SmallStore store, Scene scene, LongRun run)
    {
        var sample = new SubsetSample(ExhaustiveChoices: 12, MostPerKind: 128, RandomSubsets: 256);
        long target = LongImages / Enum.GetValues<Scene>().Length;
        int shortOnes = (int)Math.Pow(SmallOperations.All.Length, LongOperations);
        for (long unit = run.Unit; run.Count < target; unit++)
        {
            var judge = new ImageJudge();
            await Parallel.ForEachAsync(Enumerable.Range(0, LongUnitSequences), async (i, _) =>
            {
                long number = unit * LongUnitSequences + i;
                await TryEverywhere(store, scene, number < shortOnes ? SmallOperations.Sequence((int)number, LongOperations) : RandomSequence(new Random((int)(run.Seed + number))), sample, judge);
            });
            run.Save(unit + 1, run.Count + judge.OpenedCount);
        }
        output.WriteLine(run.ToString());
    }

    private static SmallOperation[] RandomSequence(Random random)
    {
        var operations = new SmallOperation[random.Next(LongOperations + 1, 9)];
        int gone = 0;
        for (int i = 0; i < operations.Length; i++)
        {
            SmallOperation operation = SmallOperations.All[random.Next(SmallOperations.All.Length)];
            // There are only so many sagas that may be deleted or archived.
            bool isOneTooMany = operation is SmallOperation.Delete or SmallOperation.Archive && gone++ >= SmallStore.DoneCount;
            operations[i] = isOneTooMany ? SmallOperation.Append1 : operation;
        }
        return operations;
    }

    private static SmallOperation[]? ReplayedCase(Scene scene)
    {
        string? replayed = Environment.GetEnvironmentVariable("STENO_CASE");
        return replayed?.Split(':') is [var name, var operations] && name == scene.ToString()
            ? [.. operations.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<SmallOperation>)]
            : null;
    }

    private static async Task<SmallStore> Make(Scene scene) => scene switch
    {
        Scene.NoStore => SmallStore.None(),
        Scene.BeforeSegmentEnd => await SmallStore.BeforeSegmentEnd(),
        Scene.LargeBlocks => await SmallStore.BeforeSegmentEnd(blockSizeBytes: 4096),
        Scene.BeforePreparation => await SmallStore.BeforePreparation(),
        Scene.LargePages => await SmallStore.LargePages(),
        Scene.WorthTidying => await SmallStore.WorthTidying(),
        _ => throw new ArgumentOutOfRangeException(nameof(scene)),
    };
}
