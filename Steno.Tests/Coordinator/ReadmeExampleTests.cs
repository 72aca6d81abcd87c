using Steno.Store;
using Steno.Tests.Disk;
using Steno.Tests.Golden;

namespace Steno.Tests.Coordinator;

public class ReadmeExampleTests
{
    [Fact]
    public async Task TheExampleOfTheReadme_Runs()
    {
        using var temporary = new TemporaryDirectory();
        string directory = temporary["store"];
        var shop = new Shop();

        var actions = new ActionRegistry<Shop>()
            .Register(SagaAction.Create<Shop, ulong>("reserve",
                async context => await context.User.ReserveAsync(context.Parameters<string>()),
                async context => await context.User.ReleaseAsync(context.OwnOutput<ulong>())))
            .Register(SagaAction.Create<Shop, string>("charge",
                async context => await context.User.ChargeAsync(context.Output<ulong>("reservation")),
                async context => await context.User.RefundAsync(context.OwnOutput<string>())));

        Dag dag = new DagBuilder(new SagaName("order"))
            .Append(Node.Action("reservation", "reserve the goods", new ActionName("reserve")))
            .Append(Node.Action("receipt", "charge the card", new ActionName("charge")))
            .Build();

        await using var store = FasterSecStore.Open(new FasterSecStoreOptions { Directory = directory });
        await using var coordinator = new SagaCoordinator<Shop>(store, actions, shop);
        await coordinator.RecoverAsync(store); // goes on with whatever a crash interrupted

        SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), SagaDag.Create(dag, "three red bricks"));
        SagaResult result = await saga.Completion; // Succeeded; Failed: all was undone; Stuck: an undo failed
        Console.WriteLine(saga.GetView()); // the saga as a tree

        Assert.Equal("paid for 7", Assert.IsType<SagaResult.Succeeded>(result).Output<string>());
        Assert.Equal(["reserve three red bricks", "charge 7"], shop.Calls);
    }

    [Fact]
    public void TheExampleOfTheReadme_IsTheOneAbove()
    {
        string readme = File.ReadAllText(GoldenFiles.SourcePath("README.md"));
        string block = readme.Split("```csharp\n")[1].Split("```")[0];
        string here = File.ReadAllText(GoldenFiles.SourcePath("Steno.Tests/Coordinator/ReadmeExampleTests.cs"));
        Assert.Contains(Trimmed(block), Trimmed(here), StringComparison.Ordinal);
    }

    private static string Trimmed(string code) => string.Join('\n', code.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private sealed class Shop
    {
        public List<string> Calls { get; } = [];

        public async ValueTask<ulong> ReserveAsync(string goods)
        {
            await Task.Yield();
            Calls.Add($"reserve {goods}");
            return 7;
        }

        public ValueTask ReleaseAsync(ulong reservation) => Note($"release {reservation}");

        public async ValueTask<string> ChargeAsync(ulong reservation)
        {
            await Note($"charge {reservation}");
            return $"paid for {reservation}";
        }

        public ValueTask RefundAsync(string receipt) => Note($"refund {receipt}");

        private ValueTask Note(string call)
        {
            Calls.Add(call);
            return default;
        }
    }
}
