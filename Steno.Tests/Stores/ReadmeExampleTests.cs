using Steno.Store;
using Steno.Tests.Disk;

namespace Steno.Tests.Stores;

public class ReadmeExampleTests
{
    [Fact]
    public async Task TheExampleOfTheReadme_Runs()
    {
        using var temporary = new TemporaryDirectory();
        string directory = temporary["store"];

        await using var store = FasterSecStore.Open(new FasterSecStoreOptions { Directory = directory });

        SagaId id = SagaId.New();
        await store.CreateSagaAsync(new SagaCreateParams(id, new SagaName("order"), RawJson.Parse("""{"items":3}"""u8.ToArray()), SagaCachedState.Running));
        await store.RecordEventAsync(new SagaNodeEvent(id, new SagaNodeId(0), SagaNodeEventType.Started));
        Assert.Equal(id, Assert.Single(await UnfinishedAsync(store)).Id);
        await store.RecordEventAsync(new SagaNodeEvent(id, new SagaNodeId(0), SagaNodeEventType.Succeeded(RawJson.Parse("""{"paid":true}"""u8.ToArray()))));
        await store.UpdateSagaAsync(id, SagaCachedState.Done);
        Assert.Empty(await UnfinishedAsync(store));
    }

    private static async Task<List<SagaInfo>> UnfinishedAsync(FasterSecStore store)
    {
        var found = new List<SagaInfo>();
        await foreach (SagaInfo unfinished in store.ReadUnfinishedAsync())
        {
            found.Add(unfinished);
        }
        return found;
    }
}
