using System.Diagnostics;
using System.Globalization;

namespace Steno.Cli;

/// <summary>A counter on the terminal, a few times a second; nothing when standard error is redirected.</summary>
internal sealed class Progress(CliStreams streams, string unit) : IProgress<long>, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private readonly CliStreams _streams = streams;
    private readonly string _unit = unit;
    private long _lastDrawn = Stopwatch.GetTimestamp();
    private bool _hasDrawn;

    public void Report(long value)
    {
        if (_streams.ShowsProgress && Stopwatch.GetElapsedTime(_lastDrawn) >= Interval)
        {
            _lastDrawn = Stopwatch.GetTimestamp();
            _hasDrawn = true;
            _streams.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{value:N0} {_unit}"));
        }
    }

    public void Dispose()
    {
        if (_hasDrawn)
        {
            _streams.Error.WriteLine();
        }
    }
}
