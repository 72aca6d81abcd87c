using Steno.Store;
using Steno.Store.Log;
using Steno.Tests.Simulation;

namespace Steno.Tests.Stores;

/// <summary>Tests that measure memory or compare speeds run when no other test does.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;

/// <summary>The stated limits: refused before anything is written, and what is at the limit works.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class LimitTests
{
    [Theory]
    [InlineData(16 << 20, 1 << 20)]
    [InlineData(1 << 10, 64 << 10)]
    [InlineData(200_000, 64 << 10)]
    public async Task Payload_AtTheLimitIsKept_AndOneByteMoreWritesNothing(int limitBytes, int segmentBytes)
    {
        FasterSecStoreOptions options = Lives.Options with { PayloadLimitBytes = limitBytes, SegmentSizeBytes = segmentBytes };
        var disk = new SimDisk();
        RawJson largest = Sample.JsonOfLength(limitBytes);
        SagaId id = Sample.Id(1);
        await using (FasterSecStore store = FasterSecStore.Open(options, disk))
        {
            await store.CreateSagaAsync(Sample.Create(id)).Ends();
            string before = await StoreText.Of(store);
            UInt128 bytesBefore = disk.Fingerprint();
            SagaNodeEvent tooLarge = Sample.Event(id, 1, SagaNodeEventType.Succeeded(Sample.JsonOfLength(limitBytes + 1)));
            var error = Assert.IsType<PayloadTooLargeException>(await Eventually.Outcome(() => store.RecordEventAsync(tooLarge)));
            Assert.Equal((id, limitBytes + 1L, (long)limitBytes), (error.SagaId, error.SizeBytes, error.LimitBytes));
            Assert.IsType<PayloadTooLargeException>(await Eventually.Outcome(() => store.WriteAsync(new[] { SagaRecord.Event(Sample.Started(id)), SagaRecord.Event(tooLarge) })));
            // For a create, name and DAG count together.
            var create = new SagaCreateParams(Sample.Id(2), new SagaName("é"), Sample.JsonOfLength(limitBytes - 1), SagaCachedState.Running);
            Assert.IsType<PayloadTooLargeException>(await Eventually.Outcome(() => store.CreateSagaAsync(create)));
            Assert.Equal(before, await StoreText.Of(store));
            Assert.Equal(bytesBefore, disk.Fingerprint());

            await store.RecordEventAsync(Sample.Event(id, 1, SagaNodeEventType.Succeeded(largest))).Ends();
            await store.CreateSagaAsync(create with { Dag = Sample.JsonOfLength(limitBytes - 2) }).Ends();
            await Check(store);
        }
        await using (FasterSecStore reopened = FasterSecStore.Open(options, disk.Crash(Choices.None)))
        {
            await Check(reopened);
        }

        async Task Check(FasterSecStore store)
        {
            SagaNodeEvent kept = Assert.Single(await store.ReadEventsAsync(id).Ends());
            Assert.True(kept.EventType.Output.Utf8.Span.SequenceEqual(largest.Utf8.Span));
            Assert.Equal(limitBytes - 2, (await store.GetCreateParamsAsync(Sample.Id(2)).Ends())!.Value.Dag.Utf8.Length);
        }
    }

    [Fact]
    public void Index_OfAMillionSagas_TakesAtMost64BytesEach()
    {
        const int Sagas = 1_000_000;
        var random = new Random(1);
        Span<byte> bytes = stackalloc byte[16];
        long before = GC.GetAllocatedBytesForCurrentThread();
        var index = new SagaIndex();
        long last = 0;
        for (int i = 0; i < Sagas; i++)
        {
            random.NextBytes(bytes);
            index.Add(new SagaId(new Guid(bytes)));
        }
        last = index.AllocatedBytes;
        Assert.True(last <= 64L * Sagas, $"{last / (double)Sagas:F1} bytes a saga by its own count");
        // Against the runtime's own count of what is alive, so that the index cannot flatter itself.
        long alive = AliveBytes(() => { index = null; });
        Assert.True(alive <= 64L * Sagas, $"{alive / (double)Sagas:F1} bytes a saga alive");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before <= 96L * Sagas);
    }

    /// <summary>
    /// Ids need not be random: sequential ones once met in one slot, because their last bytes are the top bits of a word
    /// and a multiplication only carries upwards. Compared with random ids on the same machine at the same time.
    /// </summary>
    [Fact]
    public void Index_OfIdsThatDifferOnlyAtTheEnd_IsAsFastAsOfRandomOnes()
    {
        const int Sagas = 20_000;
        var random = new Random(3);
        var randomIds = new SagaId[Sagas];
        byte[] bytes = new byte[16];
        foreach (ref SagaId id in randomIds.AsSpan())
        {
            random.NextBytes(bytes);
            id = new SagaId(new Guid(bytes));
        }
        SagaId[] sequentialIds = [.. Enumerable.Range(0, Sagas).Select(Sample.Id)];
        double ratio = double.MaxValue;
        for (int round = 0; round < 3; round++)
        {
            ratio = Math.Min(ratio, TicksToFill(sequentialIds) / (double)TicksToFill(randomIds));
        }
        Assert.True(ratio < 50, $"{ratio:F0} times as slow");

        static long TicksToFill(SagaId[] ids)
        {
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            var index = new SagaIndex();
            foreach (SagaId id in ids)
            {
                index.Add(id);
            }
            return System.Diagnostics.Stopwatch.GetTimestamp() - start;
        }
    }

    [Fact]
    public void Index_AgainstADictionary_FindsAndRemovesTheSame()
    {
        var random = new Random(2);
        var index = new SagaIndex();
        var model = new Dictionary<SagaId, int>();
        var order = new List<SagaId>();
        for (int step = 0; step < 20_000; step++)
        {
            if (random.Next(4) == 0 && order.Count > 0)
            {
                int place = random.Next(order.Count);
                index.Remove(model[order[place]]);
                model.Remove(order[place]);
                order[place] = order[^1];
                order.RemoveAt(order.Count - 1);
            }
            else
            {
                // Few different ids at first, so that removing meets every probe pattern.
                SagaId id = Sample.Id(random.Next(30_000));
                if (!model.ContainsKey(id))
                {
                    int entry = index.Add(id);
                    model.Add(id, entry);
                    order.Add(id);
                }
            }
            SagaId wanted = order.Count > 0 && random.Next(2) == 0 ? order[random.Next(order.Count)] : Sample.Id(random.Next(30_000));
            Assert.Equal(model.GetValueOrDefault(wanted, -1), index.Find(wanted));
        }
        Assert.All(order, id => Assert.Equal((model[id], id), (index.Find(id), index[index.Find(id)].Id)));
        Assert.Equal((order.Count, order.Count), (index.Count, model.Values.Distinct().Count()));
        Assert.True(index.End < 10_000, "numbers of removed sagas are given out again");
    }

    private static long AliveBytes(Action release)
    {
        long with = GC.GetTotalMemory(forceFullCollection: true);
        release();
        return with - GC.GetTotalMemory(forceFullCollection: true);
    }
}
