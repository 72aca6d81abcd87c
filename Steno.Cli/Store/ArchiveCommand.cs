using System.CommandLine;
using System.Globalization;
using System.Text;
using Steno.Store;

namespace Steno.Cli.Store;

/// <summary><c>steno store archive</c>: moves done sagas into compressed archives, by id, by age, or all of them.</summary>
internal static class ArchiveCommand
{
    public static Command Create(CliStreams streams)
    {
        Option<string> store = StoreOptions.Store();
        var ids = new Argument<string[]>("ID") { Description = "The sagas to archive.", Arity = ArgumentArity.ZeroOrMore };
        var state = new Option<string>("--state") { Description = "Every saga in this state: done ones are the only ones that can be archived.", HelpName = "done" };
        state.AcceptOnlyFromAmong("done");
        Option<TimeSpan?> olderThan = StoreOptions.Age("--older-than", "Only done sagas whose last record is older than this.");
        var command = new Command("archive", "Moves done sagas into compressed archives, where they can still be read; the space comes back by compaction.") { store, ids, state, olderThan };
        command.Validators.Add(result =>
        {
            bool hasIds = result.GetResult(ids) is { Tokens.Count: > 0 };
            bool hasQuery = result.GetResult(state) is { Implicit: false } || result.GetResult(olderThan) is { Implicit: false };
            if (hasIds == hasQuery)
            {
                result.AddError("Name either ids, or --state and --older-than.");
            }
        });
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(store)!,
            [.. parsed.GetValue(ids)!.Select(StoreOptions.ParseId)],
            parsed.GetValue(olderThan),
            streams,
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string directory, SagaId[] ids, TimeSpan? olderThan, CliStreams streams, CancellationToken cancellation)
    {
        await using FasterSecStore store = StoreOptions.OpenExisting(directory);
        long archived = ids.Length > 0
            ? await store.ArchiveSagasAsync(ids, cancellation)
            : await store.ArchiveSagasAsync(new SagaQuery { CommittedBefore = olderThan is { } age ? DateTimeOffset.UtcNow - age : null }, cancellation);
        await using var text = new StreamWriter(streams.Output, new UTF8Encoding(false), leaveOpen: true);
        await text.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{archived:N0} sagas archived"));
        return ExitCode.Ok;
    }
}
