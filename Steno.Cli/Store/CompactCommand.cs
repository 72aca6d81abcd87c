using System.CommandLine;
using System.Globalization;
using System.Text;
using Steno.Store;

namespace Steno.Cli.Store;

/// <summary><c>steno store compact</c>: gives back the space of what is dead, and drops done sagas when told to.</summary>
internal static class CompactCommand
{
    public static Command Create(CliStreams streams)
    {
        Option<string> store = StoreOptions.Store();
        Option<TimeSpan?> dropAfter = StoreOptions.Age("--drop-done-after", "First drop done sagas whose last record is older than this; stuck ones stay.");
        var dropBeyond = new Option<int?>("--drop-done-beyond") { Description = "First drop the oldest done sagas beyond this number; stuck ones stay.", HelpName = "N" };
        var command = new Command("compact", "Writes what is alive together and deletes the rest of the log.") { store, dropAfter, dropBeyond };
        command.Validators.Add(result =>
        {
            if (result.GetResult(dropAfter) is { Implicit: false } && result.GetResult(dropBeyond) is { Implicit: false })
            {
                result.AddError("--drop-done-after and --drop-done-beyond exclude each other.");
            }
        });
        dropBeyond.Validators.Add(static result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int value) && value < 0)
            {
                result.AddError("--drop-done-beyond must not be negative.");
            }
        });
        command.SetAction((parsed, cancellation) =>
        {
            SagaRetention retention = parsed.GetValue(dropAfter) is { } age ? SagaRetention.DropAfter(age)
                : parsed.GetValue(dropBeyond) is { } count ? SagaRetention.DropBeyond(count)
                : SagaRetention.Keep;
            return RunAsync(parsed.GetValue(store)!, retention, streams, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(string directory, SagaRetention retention, CliStreams streams, CancellationToken cancellation)
    {
        await using FasterSecStore store = StoreOptions.OpenExisting(directory);
        CompactionReport report = await store.CompactAsync(retention, cancellation);
        await using var text = new StreamWriter(streams.Output, new UTF8Encoding(false), leaveOpen: true);
        await text.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{report.SagasDropped:N0} sagas dropped, {report.SagasRewritten:N0} written again, {report.SegmentsFreed:N0} segments freed; {report.LogBytesBefore:N0} bytes of log before, {report.LogBytesAfter:N0} after"));
        return ExitCode.Ok;
    }
}
