using System.Diagnostics;
using Steno.Benchmarks.Claims;
using Steno.Benchmarks.Load;
using Steno.Store;

namespace Steno.Benchmarks.Growth;

/// <summary>
/// How long a store takes to open: with a million sagas of which 5% are unfinished, after SIGKILL and after a clean close; and, at
/// a constant number of unfinished ones with the done ones dropped, how much longer a long history makes it.
/// </summary>
internal sealed class OpenTrial(int sagas, int quickSagas) : Trial
{
    public const string Killed = "store.open.million.killed";
    public const string Clean = "store.open.million.clean";
    public const string Growth = "store.open.growth";
    private const int Unfinished = 500;
    private const int OpeningsEach = 5;

    protected override string Name => "opening a store";

    protected override int RoundsOf(ClaimsOptions options) => 1;

    protected override async Task<Dictionary<string, double>> RunRoundAsync(ClaimsOptions options)
    {
        int many = options.IsQuick ? quickSagas : sagas;
        var figures = new Dictionary<string, double>();
        using (RoundDirectory directory = new(options.ParentDirectory))
        {
            string store = Path.Combine(directory.Path, "store");
            FillCommand.FillAndKill(store, many, many / 20, drops: false);
            figures[Killed] = await OpenAsync(store, SagaRetention.Keep, many).ConfigureAwait(false);
            figures[Clean] = await OpenManyAsync(store, SagaRetention.Keep, many).ConfigureAwait(false);
        }
        foreach (int count in (int[])[many / 100, many / 10, many])
        {
            var times = new List<double>();
            for (int round = 0; round < 3; round++)
            {
                using RoundDirectory directory = new(options.ParentDirectory);
                string store = Path.Combine(directory.Path, "store");
                FillCommand.FillAndKill(store, count, Unfinished, drops: true);
                times.Add(await OpenAsync(store, SagaRetention.DropBeyond(0), expected: null).ConfigureAwait(false));
            }
            figures[PointName(Growth, count)] = Statistics.Median([.. times]);
        }
        figures[Growth] = figures[PointName(Growth, many)] / figures[PointName(Growth, many / 100)];
        return figures;
    }

    private static async Task<double> OpenManyAsync(string directory, SagaRetention retention, int expected)
    {
        var times = new List<double>();
        for (int opening = 0; opening < OpeningsEach; opening++)
        {
            times.Add(await OpenAsync(directory, retention, expected).ConfigureAwait(false));
        }
        return Statistics.Median([.. times]);
    }

    private static async Task<double> OpenAsync(string directory, SagaRetention retention, int? expected)
    {
        long started = Stopwatch.GetTimestamp();
        FasterSecStore store = FasterSecStore.Open(FillCommand.Options(directory, retention));
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        int found = store.GetStatistics().SagaCount;
        await store.DisposeAsync().ConfigureAwait(false);
        return expected is null || found == expected ? seconds : throw new VoidClaimException($"{found} sagas after reopening, expected {expected}");
    }
}
