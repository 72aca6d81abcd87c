using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Steno.Store.Log;

namespace Steno.Store;

/// <summary>
/// What the meter <c>Steno.Store</c> measures, each with the tag <c>steno.store.directory</c>. Nothing is measured, and nothing
/// allocated, while nobody listens.
/// </summary>
internal sealed class StoreMetrics : IDisposable
{
    internal const string MeterName = "Steno.Store";
    internal const string DirectoryTag = "steno.store.directory";

    private static readonly Meter s_meter = new(MeterName, typeof(StoreMetrics).Assembly.GetName().Version?.ToString());
    private static readonly ConcurrentDictionary<StoreMetrics, bool> s_open = new();
    private static readonly Counter<long> s_records = s_meter.CreateCounter<long>("steno.store.records", "{record}", "Records made durable.");
    private static readonly Counter<long> s_batches = s_meter.CreateCounter<long>("steno.store.batches", "{batch}", "Batches made durable.");
    private static readonly Counter<long> s_bytes = s_meter.CreateCounter<long>("steno.store.written", "By", "Bytes of log written, headers and padding included.");
    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram<double>("steno.store.commit.duration", "s", "From sealing a batch until it is durable.");
    private static readonly Histogram<int> s_batchSize = s_meter.CreateHistogram<int>("steno.store.batch.size", "{record}", "Records of a batch.");

    private readonly StoreState _state;
    private readonly KeyValuePair<string, object?> _tag;

    static StoreMetrics()
    {
        Gauge("steno.store.queue.depth", "{call}", "Calls that wait for a commit.", static state => (state.Open?.Tickets.Count ?? 0) + (state.InFlight?.Tickets.Count ?? 0));
        Gauge("steno.store.sagas.unfinished", "{saga}", "Sagas that are running or unwinding.", static state => state.Index.CountOf(SagaCachedState.Running) + state.Index.CountOf(SagaCachedState.Unwinding));
        Gauge("steno.store.sagas", "{saga}", "Sagas in the store.", static state => state.Index.Count);
        Gauge("steno.store.segments", "{segment}", "Segment files.", static state => state.SegmentCount);
        Gauge("steno.store.dead", "By", "Bytes of log that no live saga needs.", static state => Math.Max(0, state.LogBytes - state.Index.LiveBytes));
        Gauge("steno.store.unsnapshotted", "By", "Bytes of log that an open after a crash would read.", static state => state.LogBytesSinceSnapshot);
    }

    public StoreMetrics(StoreState state)
    {
        _state = state;
        _tag = new(DirectoryTag, state.Directory);
        s_open[this] = true;
    }

    /// <summary>Whether somebody wants to know how long commits take.</summary>
    public static bool WantsDuration => s_duration.Enabled;

    /// <summary>A batch is durable.</summary>
    public void Committed(int records, long bytes, TimeSpan duration)
    {
        s_records.Add(records, _tag);
        s_batches.Add(1, _tag);
        s_bytes.Add(bytes, _tag);
        s_batchSize.Record(records, _tag);
        if (duration != TimeSpan.Zero)
        {
            s_duration.Record(duration.TotalSeconds, _tag);
        }
    }

    public void Dispose() => s_open.TryRemove(this, out _);

    private static void Gauge(string name, string unit, string description, Func<StoreState, long> read)
        => s_meter.CreateObservableGauge(name, () => Observe(read), unit, description);

    private static IEnumerable<Measurement<long>> Observe(Func<StoreState, long> read)
    {
        foreach (StoreMetrics store in s_open.Keys)
        {
            lock (store._state.Gate)
            {
                yield return new Measurement<long>(read(store._state), store._tag);
            }
        }
    }
}
