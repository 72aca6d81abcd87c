using System.CommandLine;
using System.Globalization;
using System.Text;
using Steno.Store;

namespace Steno.Cli.Store;

/// <summary><c>steno store delete</c>: by id, by state, by age. Unfinished sagas only when their state is named.</summary>
internal static class DeleteCommand
{
    public static Command Create(CliStreams streams)
    {
        Option<string> store = StoreOptions.Store();
        var ids = new Argument<string[]>("ID") { Description = "The sagas to delete.", Arity = ArgumentArity.ZeroOrMore };
        var state = new Option<string[]>("--state") { Description = "Every saga in this state; may be given several times.", HelpName = "running|unwinding|done", AllowMultipleArgumentsPerToken = false };
        state.AcceptOnlyFromAmong("running", "unwinding", "done");
        Option<TimeSpan?> olderThan = StoreOptions.Age("--older-than", "Only sagas whose last record is older than this.");
        var command = new Command("delete", "Deletes sagas; the space comes back by compaction.") { store, ids, state, olderThan };
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
            [.. parsed.GetValue(state)!.Select(StoreOptions.ParseState)],
            parsed.GetValue(olderThan),
            streams,
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string directory, SagaId[] ids, SagaCachedState[] states, TimeSpan? olderThan, CliStreams streams, CancellationToken cancellation)
    {
        await using FasterSecStore store = StoreOptions.OpenExisting(directory);
        long deleted = ids.Length;
        foreach (SagaId id in ids)
        {
            await store.DeleteSagaAsync(id, cancellation);
        }
        if (ids.Length == 0)
        {
            var query = new SagaQuery { States = states, CommittedBefore = olderThan is { } age ? DateTimeOffset.UtcNow - age : null };
            deleted = await store.DeleteSagasAsync(query, cancellation);
        }
        await using var text = new StreamWriter(streams.Output, new UTF8Encoding(false), leaveOpen: true);
        await text.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{deleted:N0} sagas deleted"));
        return ExitCode.Ok;
    }
}
