using System.CommandLine;
using Steno.Cli.Demo.Provision;

namespace Steno.Cli.Demo;

/// <summary><c>steno demo dot</c>: the demo saga's DAG for Graphviz.</summary>
internal static class DotCommand
{
    public static Command Create(CliStreams streams)
    {
        var command = new Command("dot", "Prints the DAG of the demo saga as Graphviz text.");
        command.SetAction(_ => Run(streams));
        return command;
    }

    private static int Run(CliStreams streams)
    {
        using StreamWriter text = DemoText.Open(streams.Output);
        text.Write(ProvisionSaga.Create().ToDot());
        return ExitCode.Ok;
    }
}
