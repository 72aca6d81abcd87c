using System.CommandLine;
using Steno.Cli.Conformance;
using Steno.Cli.Demo;
using Steno.Cli.Store;
using Steno.Json;
using Steno.Store;

namespace Steno.Cli;

/// <summary>The command line: parses, runs, and turns every failure into a message and an exit code.</summary>
internal static class CliApp
{
    public static async Task<int> RunAsync(string[] args, CliStreams streams, CancellationToken cancellation)
    {
        ParseResult parsed = CreateRoot(streams).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
            {
                streams.Error.WriteLine($"steno: {error.Message}");
            }
            streams.Error.WriteLine("steno: `--help` after the command shows its options.");
            return ExitCode.Usage;
        }
        try
        {
            await using var output = new StreamWriter(streams.Output, leaveOpen: true);
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                Output = output,
                Error = streams.Error,
                ProcessTerminationTimeout = null,
            }, cancellation);
        }
        catch (Exception failure) when (ExitCodeOf(failure) is { } code)
        {
            streams.Error.WriteLine($"steno: {failure.Message}");
            return code;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            streams.Error.WriteLine("steno: stopped.");
            return ExitCode.Other;
        }
#pragma warning disable CA1031 // Deliberate: the last line of defence tells the user in one line what a stack trace would hide.
        catch (Exception bug)
#pragma warning restore CA1031
        {
            streams.Error.WriteLine($"steno: unexpected {bug.GetType().FullName}: {bug.Message}");
            return ExitCode.Other;
        }
    }

    private static RootCommand CreateRoot(CliStreams streams)
    {
        var store = new Command("store", "Imports, exports, inspects, verifies, cleans up and copies stores.")
        {
            ImportCommand.Create(streams),
            ExportCommand.Create(streams),
            ListCommand.Create(streams),
            ShowCommand.Create(streams),
            VerifyCommand.Create(streams),
            StatsCommand.Create(streams),
            CompactCommand.Create(streams),
            DeleteCommand.Create(streams),
            ArchiveCommand.Create(streams),
            BackupCommand.Create(streams),
        };
        var demo = new Command("demo", "Runs a saga that provisions a virtual machine, or pretends to.")
        {
            DotCommand.Create(streams),
            InfoCommand.Create(streams),
            RunCommand.Create(streams),
        };
        return new RootCommand("Steno: durable sagas on an embedded store.") { store, demo, ConformanceCommand.Create(streams) };
    }

    /// <summary>The exit code of a failure that has words of its own, or null.</summary>
    private static int? ExitCodeOf(Exception failure) => failure switch
    {
        UserErrorException error => error.ExitCode,
        StoreCorruptedException => ExitCode.Corrupted,
        StoreLockedException => ExitCode.Locked,
        SagaSuspendedException { InnerException: { } cause } => ExitCodeOf(cause) ?? ExitCode.Other,
        SecStoreException or SagaException or StenoJsonException or IOException or UnauthorizedAccessException or PlatformNotSupportedException => ExitCode.Other,
        _ => null,
    };
}
