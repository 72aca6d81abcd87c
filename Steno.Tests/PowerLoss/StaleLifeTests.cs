using System.Collections.Concurrent;
using System.Diagnostics;
using Steno.Store;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;
using Xunit.Abstractions;

namespace Steno.Tests.PowerLoss;

/// <summary>
/// Three lives that write to the same places. What an earlier one wrote and recovery declared lost must never come back, however
/// much of it the power cuts or a forgetful disk left behind: the reason for generations, for sequence numbers, and for
/// zeroing a torn tail before anything new is written.
/// </summary>
public sealed class StaleLifeTests(ITestOutputHelper output)
{
    private const int StalePages = 64;

    /// <summary>
    /// Every chain of three power cuts: in a first life's append with every subset of its sectors kept, then in all of the
    /// second life, its recovery included, then in all of the third.
    /// </summary>
    [Fact]
    public async Task PowerCuts_InThreeLivesAfterEachOther_BringNothingBack()
    {
        SmallStore store = await SmallStore.BeforePreparation();
        var judge = new ImageJudge(everyNthForWriting: 8);
        long start = Stopwatch.GetTimestamp();
        RecordedLife first = await RecordedLife.Record(store.Disk, store.Steps, [LifeStep(1)], store.Options, closes: false);
        var starts = new ConcurrentDictionary<UInt128, (SimDisk Disk, bool WasKept)>();
        foreach (CrashImage image in first.Images(first.LastStepFrom, new SubsetSample()))
        {
            int found = await first.Check(image, judge, "life 1");
            starts[image.Disk.Fingerprint()] = (image.Disk, found == 1);
        }
        int secondStarts = starts.Count;
        var thirdStarts = new ConcurrentDictionary<UInt128, (SimDisk Disk, List<Step> Kept)>();
        await Parallel.ForEachAsync(starts.Values, async (from, _) =>
        {
            List<Step> kept = [.. store.Steps, .. from.WasKept ? [LifeStep(1)] : Array.Empty<Step>()];
            RecordedLife second = await RecordedLife.Record(from.Disk, kept, [LifeStep(2)], store.Options, closes: false);
            foreach (CrashImage image in second.Images(0, new SubsetSample(ExhaustiveChoices: 5, MostPerKind: 3, RandomSubsets: 2)))
            {
                int found = await second.Check(image, judge, "life 2");
                thirdStarts[image.Disk.Fingerprint()] = (image.Disk, [.. kept, .. found == 1 ? [LifeStep(2)] : Array.Empty<Step>()]);
            }
        });
        await Parallel.ForEachAsync(thirdStarts.Values.Where((_, i) => i % 8 == 0), async (from, _) =>
        {
            RecordedLife third = await RecordedLife.Record(from.Disk, from.Kept, [LifeStep(3)], store.Options, closes: false);
            foreach (CrashImage image in third.Images(0, new SubsetSample(ExhaustiveChoices: 3, MostPerKind: 2, RandomSubsets: 2)))
            {
                await third.Check(image, judge, "life 3");
            }
        });
        output.WriteLine($"{judge}; {secondStarts} second lives, {thirdStarts.Count} images after them, every eighth with a third life; {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
        Assert.True(secondStarts > 50 && judge.OpenedCount > 500, $"{judge}");
    }

    /// <summary>
    /// A disk that keeps pages of three lives in any combination, as if it had lost the zeroing and any of the writes. Every
    /// batch has the same place and the same sequence number in each of the lives. Whatever is left, the store is refused, or it
    /// holds what the last life acknowledged; of a life that was not closed perhaps only the beginning of that, because such a disk loses
    /// synced writes without a trace.
    /// </summary>
    [Theory]
    [InlineData(SmallStore.PageSizeBytes, true)]
    [InlineData(SmallStore.PageSizeBytes, false)]
    [InlineData(16 << 10, true)]
    [InlineData(16 << 10, false)]
    [InlineData(SmallStore.SegmentSizeBytes, true)]
    [InlineData(SmallStore.SegmentSizeBytes, false)]
    public async Task Pages_LeftByEarlierLives_InEveryCombination_NeverShow(int pageSizeBytes, bool isClosed)
    {
        const int Pages = 6;
        StaleLives lives = await StaleLives.Make(pageSizeBytes, Pages, isClosed);
        (int refused, int opened) = (0, 0);
        int combinations = (int)Math.Pow(lives.Ends.Count, Pages);
        await Parallel.ForEachAsync(Enumerable.Range(0, combinations), async (number, _) =>
        {
            SimDisk disk = lives.Ends[^1].Clone();
            for (int page = 0, rest = number; page < Pages; page++, rest /= lives.Ends.Count)
            {
                lives.CopyPage(lives.Ends[rest % lives.Ends.Count], disk, page + 1);
            }
            if (await lives.IsRefused(disk, $"combination {number}"))
            {
                Interlocked.Increment(ref refused);
            }
            else
            {
                Interlocked.Increment(ref opened);
            }
        });
        output.WriteLine($"{combinations} combinations: {refused} refused, {opened} hold what was acknowledged");
        Assert.Equal(isClosed ? 1 : Pages + 1, opened);
    }

    /// <summary>Page k lost and page k + 1 kept, for every k: the case in which FasterLog's own recovery brings back what was lost.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PageLostAndTheNextOneKept_ForEveryPage_NeverShows(bool isClosed)
    {
        StaleLives lives = await StaleLives.Make(SmallStore.PageSizeBytes, StalePages, isClosed);
        (int cases, int refused) = (0, 0);
        for (int page = 1; page < StalePages; page++)
        {
            foreach (SimDisk lost in lives.Ends.Take(lives.Ends.Count - 1))
            {
                foreach (SimDisk kept in lives.Ends.Take(lives.Ends.Count - 1).Skip(1))
                {
                    SimDisk disk = lives.Ends[^1].Clone();
                    lives.CopyPage(lost, disk, page);
                    lives.CopyPage(kept, disk, page + 1);
                    refused += await lives.IsRefused(disk, $"page {page}") ? 1 : 0;
                    // And nothing behind it that would prove anything.
                    for (int later = page + 2; later <= StalePages; later++)
                    {
                        lives.CopyPage(lives.Ends[0], disk, later);
                    }
                    refused += await lives.IsRefused(disk, $"page {page}, nothing behind it") ? 1 : 0;
                    cases += 2;
                }
            }
        }
        output.WriteLine($"{cases} cases, {refused} refused");
        Assert.Equal(cases, refused);
    }

    /// <summary>About two pages, so that it goes over three of them; different in each life, and in the same place.</summary>
    private static Step LifeStep(int life) => Step.Write(
        SagaRecord.Event(Sample.Event(SmallStore.Running, (uint)(100 + life), SagaNodeEventType.Succeeded(Sample.JsonOfLength(3_000)))),
        SagaRecord.Event(Sample.Event(SmallStore.Running, (uint)(200 + life), SagaNodeEventType.Succeeded(Sample.JsonOfLength(1_000)))));
}
