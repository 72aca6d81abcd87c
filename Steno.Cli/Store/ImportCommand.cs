using System.CommandLine;
using System.Runtime.ExceptionServices;
using Steno.Json;
using Steno.Store;

namespace Steno.Cli.Store;

/// <summary><c>steno store import</c>: records from JSON lines, each acknowledged once durable.</summary>
internal static class ImportCommand
{
    private const int DefaultInFlight = 256;
    private const int MaxInFlight = 65_536;
    private const int LineSlackBytes = 1 << 20;

    public static Command Create(CliStreams streams)
    {
        Option<string> store = StoreOptions.Store();
        var durability = new Option<string>("--durability") { Description = "When a line counts as written.", DefaultValueFactory = _ => "commit" };
        durability.AcceptOnlyFromAmong("commit", "buffered");
        var inFlight = new Option<int>("--in-flight") { Description = $"The most writes under way at once, 1 to {MaxInFlight}.", HelpName = "N", DefaultValueFactory = _ => DefaultInFlight };
        inFlight.Validators.Add(result => RequireRange(result, 1, MaxInFlight));
        var fromLine = new Option<long>("--from-line") { Description = "Continue an import: skip the lines before this one.", HelpName = "N", DefaultValueFactory = _ => 1 };
        fromLine.Validators.Add(result => RequireRange(result, 1, long.MaxValue));
        var file = new Argument<string>("FILE") { Description = "JSON lines, or - for standard input.", DefaultValueFactory = _ => "-" };
        var command = new Command("import", "Records JSON lines in a store and prints the number of each line once it is durable.")
        {
            store, durability, inFlight, fromLine, file,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            new FasterSecStoreOptions
            {
                Directory = parsed.GetValue(store)!,
                Durability = parsed.GetValue(durability) == "buffered" ? Durability.Buffered : Durability.Commit,
                // Deliberate: one thread issues many writes here without awaiting each, so it must never commit alone.
                CommitOnLoneCaller = false,
            },
            parsed.GetValue(file)!, parsed.GetValue(inFlight), parsed.GetValue(fromLine), streams, cancellation));
        return command;
    }

    private static void RequireRange(System.CommandLine.Parsing.OptionResult result, long least, long most)
    {
        if (result.Tokens.Count == 1 && long.TryParse(result.Tokens[0].Value, out long value) && (value < least || value > most))
        {
            result.AddError($"{result.Option.Name} must be from {least} to {most}.");
        }
    }

    private static async Task<int> RunAsync(FasterSecStoreOptions options, string file, int inFlight, long fromLine, CliStreams streams, CancellationToken cancellation)
    {
        await using Stream input = file == "-" ? streams.Input : File.OpenRead(file);
        await using FasterSecStore store = FasterSecStore.Open(options);
        using var acknowledgements = new Acknowledgements(streams.Output, inFlight);
        using var progress = new Progress(streams, "lines");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, acknowledgements.Failed);
        var lines = new LineReader(input, options.PayloadLimitBytes + LineSlackBytes);
        ExceptionDispatchInfo? stopped = null;
        try
        {
            while (await lines.ReadAsync(stop.Token) is { } line)
            {
                if (lines.Number < fromLine || IsBlank(line.Span))
                {
                    continue;
                }
                await acknowledgements.WaitForSlotAsync(stop.Token);
                ValueTask write = Write(store, line, lines.Number);
                bool isRefused = write.IsCompleted && !write.IsCompletedSuccessfully;
                acknowledgements.Add(lines.Number, write);
                progress.Report(lines.Number);
                if (isRefused)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (acknowledgements.Failed.IsCancellationRequested)
        {
            // The failure itself is thrown by the printing, below.
        }
#pragma warning disable CA1031 // Deliberate: kept, and thrown again once the lines before it are acknowledged.
        catch (Exception reason)
#pragma warning restore CA1031
        {
            stopped = ExceptionDispatchInfo.Capture(reason);
        }
        // Whatever ended the reading (a bad line, a failing file, a signal), every line handed to the store is waited for and
        // printed first: a line that is durable and not printed would be recorded twice when the import is continued.
        acknowledgements.Complete();
        await acknowledgements.Printing;
        stopped?.Throw();
        return ExitCode.Ok;
    }

    private static ValueTask Write(FasterSecStore store, ReadOnlyMemory<byte> line, long number)
    {
        try
        {
            SagaRecord record = StenoJson.Deserialize<SagaRecord>(line);
            return record.Kind switch
            {
                SagaRecordKind.Create => store.CreateSagaAsync(record.CreateParams),
                SagaRecordKind.Event => store.RecordEventAsync(record.NodeEvent),
                SagaRecordKind.Note => store.RecordNoteAsync(record.SagaNote),
                _ => store.UpdateSagaAsync(record.SagaId, record.StateUpdate.State),
            };
        }
        catch (StenoJsonException bad)
        {
            throw new UserErrorException($"line {number}: {bad.Message}", cause: bad);
        }
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => !line.ContainsAnyExcept((byte)' ', (byte)'\t');
}
