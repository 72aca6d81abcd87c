using System.Text;
using Steno.Store;

namespace Steno.Tests.Stores;

public class FasterSecStoreSmokeTests
{
    private static RawJson Json(string text) => RawJson.FromValidated(Encoding.UTF8.GetBytes(text));

    private static string TemporaryDirectory() => Path.Combine(Path.GetTempPath(), "steno-" + Guid.NewGuid().ToString("N"));

    [Theory]
    [InlineData(1, Durability.Commit)]
    [InlineData(16, Durability.Commit)]
    [InlineData(256, Durability.Commit)]
    [InlineData(16, Durability.Buffered)]
    public async Task Reopen_AfterConcurrentWriters_GivesEveryEventInOrder(int writers, Durability durability)
    {
        string directory = TemporaryDirectory();
        var options = new FasterSecStoreOptions { Directory = directory, SegmentSizeBytes = 256 << 10, Durability = durability };
        var ids = Enumerable.Range(0, writers).Select(_ => SagaId.New()).ToArray();
        const int Events = 40;
        await using (FasterSecStore store = FasterSecStore.Open(options))
        {
            await Task.WhenAll(ids.Select(id => Task.Run(async () =>
            {
                await store.CreateSagaAsync(new SagaCreateParams(id, new SagaName("smoke"), Json("{\"a\":1}"), SagaCachedState.Running));
                for (uint i = 0; i < Events; i++)
                {
                    await store.RecordEventAsync(new SagaNodeEvent(id, new SagaNodeId(i), SagaNodeEventType.Succeeded(Json($"{{\"n\":{i}}}"))));
                }
                await store.UpdateSagaAsync(id, SagaCachedState.Done);
            })));
            await CheckAsync(store);
        }
        for (int life = 0; life < 2; life++)
        {
            await using FasterSecStore store = FasterSecStore.Open(options);
            await CheckAsync(store);
        }
        Assert.True(FasterSecStore.Verify(options).IsSound);
        Directory.Delete(directory, recursive: true);

        async Task CheckAsync(FasterSecStore store)
        {
            foreach (SagaId id in ids)
            {
                IReadOnlyList<SagaNodeEvent> events = await store.ReadEventsAsync(id);
                Assert.Equal(Enumerable.Range(0, Events).Select(i => (uint)i), events.Select(e => e.NodeId.Value));
                Assert.Equal("{\"n\":7}", Encoding.UTF8.GetString(events[7].EventType.Output.Utf8.Span));
                SagaInfo info = (await store.GetSagaAsync(id))!;
                Assert.Equal((SagaCachedState.Done, true, Events, "smoke"), (info.State, info.HasUpdate, info.EventCount, info.Name.Value));
            }
        }
    }

    [Fact]
    public async Task RecordEvent_OfSixteenMegabytes_IsReadBackWhole()
    {
        string directory = TemporaryDirectory();
        var options = new FasterSecStoreOptions { Directory = directory, SegmentSizeBytes = 4 << 20 };
        SagaId id = SagaId.New();
        var big = new byte[16 << 20];
        Array.Fill(big, (byte)'x');
        big[0] = big[^1] = (byte)'"';
        await using (FasterSecStore store = FasterSecStore.Open(options))
        {
            await store.CreateSagaAsync(new SagaCreateParams(id, new SagaName("big"), Json("null"), SagaCachedState.Running));
            await store.RecordEventAsync(new SagaNodeEvent(id, new SagaNodeId(1), SagaNodeEventType.Succeeded(RawJson.FromValidated(big))));
        }
        await using (FasterSecStore store = FasterSecStore.Open(options))
        {
            SagaNodeEvent back = Assert.Single(await store.ReadEventsAsync(id));
            Assert.True(back.EventType.Output.Utf8.Span.SequenceEqual(big));
        }
        Directory.Delete(directory, recursive: true);
    }
}
