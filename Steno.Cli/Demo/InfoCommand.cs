using System.CommandLine;
using Steno.Cli.Demo.Provision;
using Steno.Store;

namespace Steno.Cli.Demo;

/// <summary><c>steno demo info</c>: the demo saga's DAG and what a saga of it looks like before it starts.</summary>
internal static class InfoCommand
{
    // Nothing is run or kept, so that the same text comes out every time.
    private static readonly SagaId Id = SagaId.Parse("049b2522-308d-442e-bc65-9bfaef863597");

    public static Command Create(CliStreams streams)
    {
        var command = new Command("info", "Prints the DAG of the demo saga and its tree before the start.");
        command.SetAction((_, _) => RunAsync(streams));
        return command;
    }

    private static async Task<int> RunAsync(CliStreams streams)
    {
        SagaDag dag = ProvisionSaga.Create();
        await using var store = new InMemorySecStore();
        await using var coordinator = new SagaCoordinator<ProvisionContext>(store, ProvisionActions.CreateRegistry(), new ProvisionContext(TextWriter.Null, TimeSpan.Zero));
        SagaHandle saga = await coordinator.CreateSagaAsync(Id, dag);
        await using StreamWriter text = DemoText.Open(streams.Output);
        text.Write($"DAG of {dag.Name}:\n{dag.ToDot()}\nbefore the start:\n{saga.GetView()}");
        return ExitCode.Ok;
    }
}
