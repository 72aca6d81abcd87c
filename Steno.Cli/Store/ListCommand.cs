using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Steno.Store;

namespace Steno.Cli.Store;

/// <summary><c>steno store list</c>: sagas ordered by id, with state and last commit time.</summary>
internal static class ListCommand
{
    public static Command Create(CliStreams streams)
    {
        Option<string> store = StoreOptions.Store();
        var state = new Option<string[]>("--state") { Description = "Only sagas in this state; may be given several times.", HelpName = "running|unwinding|done", AllowMultipleArgumentsPerToken = false };
        state.AcceptOnlyFromAmong("running", "unwinding", "done");
        var stuck = new Option<bool>("--stuck") { Description = "Only sagas of which an undo failed." };
        var after = new Option<string?>("--after") { Description = "Only sagas whose id comes after this one.", HelpName = "ID" };
        var limit = new Option<int>("--limit") { Description = "The most sagas to print.", HelpName = "N", DefaultValueFactory = _ => int.MaxValue };
        limit.Validators.Add(static result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int value) && value < 0)
            {
                result.AddError("--limit must not be negative.");
            }
        });
        Option<bool> live = StoreOptions.Live();
        Option<bool> json = StoreOptions.Json();
        var command = new Command("list", "Lists sagas ordered by id.") { store, state, stuck, after, limit, live, json };
        command.SetAction((parsed, cancellation) =>
        {
            var query = new SagaQuery
            {
                States = parsed.GetValue(state)?.Select(StoreOptions.ParseState).ToArray(),
                OnlyStuck = parsed.GetValue(stuck),
                WithoutArchived = parsed.GetValue(live),
                After = parsed.GetValue(after) is { } text ? StoreOptions.ParseId(text) : null,
            };
            return RunAsync(parsed.GetValue(store)!, query, parsed.GetValue(limit), parsed.GetValue(json), streams, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(string directory, SagaQuery query, int limit, bool asJson, CliStreams streams, CancellationToken cancellation)
    {
        await using FasterSecStore store = StoreOptions.OpenReadOnly(directory);
        IAsyncEnumerable<SagaInfo> sagas = StorePages.AllAsync(store, query, limit, cancellation);
        await (asJson ? PrintJsonAsync(sagas, streams.Output, cancellation) : PrintTableAsync(sagas, streams.Output, cancellation));
        return ExitCode.Ok;
    }

    private static async Task PrintTableAsync(IAsyncEnumerable<SagaInfo> sagas, Stream output, CancellationToken cancellation)
    {
        await using var text = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true);
        bool hasHeader = false;
        await foreach (SagaInfo saga in sagas.WithCancellation(cancellation))
        {
            if (!hasHeader)
            {
                await text.WriteLineAsync($"{"ID",-36}  {"STATE",-9}  {"EVENTS",6}  {"LAST COMMIT",-24}  NAME");
                hasHeader = true;
            }
            string state = saga.IsStuck ? "stuck" : saga.State.ToName();
            await text.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{saga.Id}  {state,-9}  {saga.EventCount,6}  {StoreText.Time(saga.LastCommitTime)}  {StoreText.OneLine(saga.Name.Value)}"));
        }
    }

    private static async Task PrintJsonAsync(IAsyncEnumerable<SagaInfo> sagas, Stream output, CancellationToken cancellation)
    {
        await using var json = new Utf8JsonWriter(output);
        json.WriteStartArray();
        await foreach (SagaInfo saga in sagas.WithCancellation(cancellation))
        {
            json.WriteStartObject();
            StoreText.WriteSummary(json, saga);
            json.WriteEndObject();
            await json.FlushAsync(cancellation);
        }
        json.WriteEndArray();
        await json.FlushAsync(cancellation);
        output.Write("\n"u8);
    }
}
