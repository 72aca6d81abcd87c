using System.Diagnostics;
using Steno.Benchmarks.Claims;

namespace Steno.Benchmarks.Json;

/// <summary>How the time for one byte changes with the size of the document, from 1 KiB to 16 MiB: the slowest size over the fastest one.</summary>
/// <param name="claim">The claim.</param>
/// <param name="name">What is done, for the log.</param>
/// <param name="ofSize">What to do for a document of about so many bytes, and how many it has.</param>
internal sealed class JsonGrowthTrial(string claim, string name, Func<int, (Action Work, int SizeBytes)> ofSize) : Trial
{
    private const int SmallestKiB = 1;
    private const int LargestKiB = 16 << 10;
    private const int Parts = 5;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(2);

    private readonly List<(int SizeKiB, Action Work, int SizeBytes)> _documents = [];
    private readonly Dictionary<int, double> _best = [];

    protected override string Name => $"{name}, from 1 KiB to 16 MiB";

    protected override Task<Dictionary<string, double>> RunRoundAsync(ClaimsOptions options)
    {
        if (_documents.Count == 0)
        {
            Prepare();
        }
        Dictionary<string, double> figures = [];
        foreach ((int sizeKiB, Action work, int sizeBytes) in _documents)
        {
            // What other sizes left behind is not this one's to collect.
            GC.Collect();
            // The first call pays for the growth of the buffer, and for pages that nobody has touched yet.
            work();
            // The best of a few parts, of this round and those before: what is asked is how the work grows, not how busy the machine is.
            double best = Enumerable.Range(0, Parts).Min(_ => Time(work, options.Window / (25 * Parts))) / sizeBytes;
            _best[sizeKiB] = Math.Min(best, _best.GetValueOrDefault(sizeKiB, double.PositiveInfinity));
            figures[$"ns/B at {sizeKiB} KiB"] = _best[sizeKiB];
        }
        figures[claim] = figures.Values.Max() / figures.Values.Min();
        return Task.FromResult(figures);
    }

    /// <summary>Makes the documents, and lets the JIT finish with the smallest.</summary>
    private void Prepare()
    {
        for (int sizeKiB = SmallestKiB; sizeKiB <= LargestKiB; sizeKiB *= 4)
        {
            (Action work, int sizeBytes) = ofSize(sizeKiB << 10);
            _documents.Add((sizeKiB, work, sizeBytes));
        }
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < s_warmUp;)
        {
            _documents[0].Work();
        }
    }

    /// <summary>Nanoseconds for one call.</summary>
    private static double Time(Action work, TimeSpan window)
    {
        long start = Stopwatch.GetTimestamp();
        int count = 0;
        do
        {
            work();
            count++;
        }
        while (Stopwatch.GetElapsedTime(start) < window);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / count;
    }
}
