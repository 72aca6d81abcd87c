using System.Diagnostics.Metrics;
using Steno.Store;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;

namespace Steno.Tests.Growth;

public sealed class MetricsTests
{
    [Fact]
    public async Task Meter_OfAStore_CountsWhatWasDone()
    {
        const string Path = "/sim/metrics";
        var sums = new Dictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, self) =>
            {
                if (instrument.Meter.Name == "Steno.Store")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
        await using (FasterSecStore store = FasterSecStore.Open(Lives.Options with { Directory = Path }, new SimDisk { Directory = Path }))
        {
            await Lives.WriteAll(store, Lives.Calls(0, 2));
            await store.CreateSagaAsync(Sample.Create(Sample.Id(100))).Ends();
            listener.RecordObservableInstruments();
            lock (sums)
            {
                Assert.Equal((19, 11, 19), (sums["steno.store.records"], sums["steno.store.batches"], sums["steno.store.batch.size"]));
                Assert.True(sums["steno.store.written"] >= 11 * 512 && sums["steno.store.commit.duration"] > 0);
                Assert.Equal((3, 1, 0), (sums["steno.store.sagas"], sums["steno.store.sagas.unfinished"], sums["steno.store.queue.depth"]));
                Assert.True(sums["steno.store.dead"] > 0 && sums["steno.store.segments"] >= 1);
                Assert.Equal(store.GetStatistics().LogBytesSinceSnapshot, sums["steno.store.unsnapshotted"]);
                sums.Clear();
            }
        }
        listener.RecordObservableInstruments();
        Assert.Empty(sums);

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            // Other tests' stores are measured too.
            if (tags.Length == 1 && tags[0].Key == "steno.store.directory" && Equals(tags[0].Value, Path))
            {
                lock (sums)
                {
                    sums[instrument.Name] = sums.GetValueOrDefault(instrument.Name) + value;
                }
            }
        }
    }
}
