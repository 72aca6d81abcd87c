using System.CommandLine;
using System.CommandLine.Parsing;
using Steno.Cli.Store;

namespace Steno.Cli.Demo;

/// <summary><c>steno demo run</c>: its options.</summary>
internal static class RunCommand
{
    private const int MaxDelayMs = 600_000;

    public static Command Create(CliStreams streams)
    {
        var store = new Option<string?>("--store") { Description = "Record the saga durably in this directory, and first finish every saga that is unfinished there.", HelpName = "DIR" };
        var injectError = new Option<string[]>("--inject-error") { Description = "Let this node fail; may be given several times.", HelpName = "NODE", AllowMultipleArgumentsPerToken = false };
        var injectUndoError = new Option<string[]>("--inject-undo-error") { Description = "Let the undo of this node fail; may be given several times.", HelpName = "NODE", AllowMultipleArgumentsPerToken = false };
        var dumpTo = new Option<string?>("--dump-to") { Description = "Write the saga as JSON at its end; - is standard output.", HelpName = "FILE|-" };
        var recoverFrom = new Option<string?>("--recover-from") { Description = "Go on with a saga that was dumped; - is standard input.", HelpName = "FILE|-" };
        var quiet = new Option<bool>("--quiet") { Description = "Print nothing but problems." };
        var id = new Option<string?>("--id") { Description = "The id of the new saga; random when not given.", HelpName = "ID" };
        Option<int?> crashAfter = Number("--crash-after", "N", "Kill this process as soon as N events are durable.", 1, int.MaxValue);
        Option<int?> delay = Number("--delay", "MS", "How long each action takes, in milliseconds.", 0, MaxDelayMs);
        var command = new Command("run", "Runs the demo saga, or goes on with unfinished ones.")
        {
            store, injectError, injectUndoError, dumpTo, recoverFrom, quiet, id, crashAfter, delay,
        };
        command.Validators.Add(result =>
        {
            Refuse(result, recoverFrom, store, "a dump is gone on with in memory.");
            Refuse(result, recoverFrom, id, "the dump has the id.");
            if (result.GetResult(crashAfter) is not null && result.GetResult(store) is null)
            {
                result.AddError("--crash-after needs --store: nothing in memory outlives the process.");
            }
        });
        command.SetAction((parsed, cancellation) => new DemoRun(
            new DemoRunOptions
            {
                Store = parsed.GetValue(store),
                FailingNodes = parsed.GetValue(injectError) ?? [],
                FailingUndos = parsed.GetValue(injectUndoError) ?? [],
                DumpTo = parsed.GetValue(dumpTo),
                RecoverFrom = parsed.GetValue(recoverFrom),
                IsQuiet = parsed.GetValue(quiet),
                Id = parsed.GetValue(id) is { } text ? StoreOptions.ParseId(text) : null,
                CrashAfter = parsed.GetValue(crashAfter),
                Delay = TimeSpan.FromMilliseconds(parsed.GetValue(delay) ?? 0),
            },
            streams).RunAsync(cancellation));
        return command;
    }

    private static Option<int?> Number(string name, string helpName, string description, int least, int most)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = helpName };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int value) && (value < least || value > most))
            {
                result.AddError($"{name} must be from {least} to {most}.");
            }
        });
        return option;
    }

    private static void Refuse(CommandResult result, Option one, Option other, string reason)
    {
        if (result.GetResult(one) is not null && result.GetResult(other) is not null)
        {
            result.AddError($"{one.Name} and {other.Name} exclude each other: {reason}");
        }
    }
}
