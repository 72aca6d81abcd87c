using System.CommandLine;
using System.Globalization;
using System.Text;
using Steno.Store;

namespace Steno.Cli.Store;

/// <summary><c>steno store backup</c>: a consistent copy, also of a store that is running; read-only for the store.</summary>
internal static class BackupCommand
{
    /// <summary>How often the copy begins anew when the owner deletes compacted segments under it.</summary>
    private const int Attempts = 10;

    public static Command Create(CliStreams streams)
    {
        Option<string> store = StoreOptions.Store();
        var to = new Option<string>("--to") { Description = "The directory to write; missing or empty.", HelpName = "DIR", Required = true };
        var command = new Command("backup", "Copies a store, running or not, into another directory and checks the copy.") { store, to };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(store)!, parsed.GetValue(to)!, streams, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string directory, string target, CliStreams streams, CancellationToken cancellation)
    {
        BackupReport report = await BackUpAsync(directory, target, cancellation);
        await using var text = new StreamWriter(streams.Output, new UTF8Encoding(false), leaveOpen: true);
        await text.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{report.Directory}: {report.SagaCount:N0} sagas, {report.RecordCount:N0} records, {report.SizeBytes:N0} bytes, checked"));
        return ExitCode.Ok;
    }

    private static async Task<BackupReport> BackUpAsync(string directory, string target, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            await using FasterSecStore store = StoreOptions.OpenReadOnly(directory);
            try
            {
                return await store.BackupAsync(target, cancellation);
            }
            catch (StoreCompactedException) when (attempt < Attempts)
            {
                // What was copied so far is no store; the next attempt wants an empty directory.
                foreach (string file in Directory.GetFiles(target, "segment-*"))
                {
                    File.Delete(file);
                }
            }
        }
    }
}
