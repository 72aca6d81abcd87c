using System.Diagnostics;
using Steno.Benchmarks.Claims;
using Steno.Benchmarks.Load;
using Steno.Store;

namespace Steno.Benchmarks.Growth;

/// <summary>
/// Sagas come and go for a long time while a fixed number of done ones is kept: what the directory takes, beyond three segments, in
/// proportion to what is alive, at the worst moment after the first tenth; and how many sagas a second went through.
/// </summary>
internal sealed class SpaceTrial(int sagas, int quickSagas, int longSagas) : Trial
{
    public const string Space = "store.space.steady";
    public const string Rate = "store.space.sagas_per_second";
    private const int Steps = 200;
    private const int SegmentSlack = 3;

    protected override string Name => "a long workload replayed fast, with retention";

    protected override int RoundsOf(ClaimsOptions options) => 1;

    protected override async Task<Dictionary<string, double>> RunRoundAsync(ClaimsOptions options)
    {
        int count = options.IsQuick ? quickSagas : options.IsLong ? longSagas : sagas;
        int keep = count / 20;
        using RoundDirectory directory = new(options.ParentDirectory);
        string path = Path.Combine(directory.Path, "store");
        await using FasterSecStore store = FasterSecStore.Open(FillCommand.Options(path, SagaRetention.DropBeyond(keep)) with { SegmentSizeBytes = 16L << 20 });
        double worst = 0;
        long started = Stopwatch.GetTimestamp();
        for (int step = 0; step < Steps; step++)
        {
            // One in a thousand never ends: old sagas must not pin the log.
            await SagaFlood.WriteAsync(store, step * (count / Steps), count / Steps, static number => number % 1000 != 0, workers: 256, callsPerSaga: 3).ConfigureAwait(false);
            StoreStatistics now = store.GetStatistics();
            if (step >= Steps / 10)
            {
                long disk = SegmentBytes(path);
                worst = Math.Max(worst, (double)(disk - (SegmentSlack * now.SegmentSizeBytes)) / now.LiveBytes);
            }
        }
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        StoreStatistics end = store.GetStatistics();
        CompactionReport compacted = await store.CompactAsync().ConfigureAwait(false);
        return new()
        {
            [Space] = worst,
            [Rate] = count / seconds,
            ["live MiB"] = end.LiveBytes / 1048576.0,
            ["log MiB"] = end.LogBytes / 1048576.0,
            ["MiB after compaction"] = compacted.LogBytesAfter / 1048576.0,
            ["sagas left"] = store.GetStatistics().SagaCount,
        };
    }

    /// <summary>A segment may get its name, or go, between listing and looking: then both are done again.</summary>
    private static long SegmentBytes(string path)
    {
        while (true)
        {
            try
            {
                return new DirectoryInfo(path).EnumerateFiles("segment-*").Sum(static file => file.Length);
            }
            catch (FileNotFoundException)
            {
            }
        }
    }
}
