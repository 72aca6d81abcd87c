using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Steno.Store;

namespace Steno.Cli.Store;

/// <summary><c>steno store stats</c>: how large a store is, what of it is alive, and what the next open costs; read-only.</summary>
internal static class StatsCommand
{
    public static Command Create(CliStreams streams)
    {
        Option<string> store = StoreOptions.Store();
        Option<bool> json = StoreOptions.Json();
        var command = new Command("stats", "Shows how large a store is, what of it is alive, and what the next open costs.") { store, json };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(store)!, parsed.GetValue(json), streams, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string directory, bool asJson, CliStreams streams, CancellationToken cancellation)
    {
        await using FasterSecStore store = StoreOptions.OpenReadOnly(directory);
        StoreStatistics found = store.GetStatistics();
        if (asJson)
        {
            await using var json = new Utf8JsonWriter(streams.Output);
            WriteJson(json, found);
            await json.FlushAsync(cancellation);
            streams.Output.Write("\n"u8);
            return ExitCode.Ok;
        }
        await using var text = new StreamWriter(streams.Output, new UTF8Encoding(false), leaveOpen: true);
        WriteText(text, found);
        return ExitCode.Ok;
    }

    private static void WriteText(TextWriter text, StoreStatistics found)
    {
        Line("sagas", $"{found.SagaCount:N0} ({found.RunningCount:N0} running, {found.UnwindingCount:N0} unwinding, {found.DoneCount:N0} done)");
        Line("events", $"{found.EventCount:N0}");
        Line("log", $"{found.LogBytes:N0} bytes, {found.LiveBytes:N0} alive, {found.DeadBytes:N0} dead");
        Line("segments", $"{found.SegmentCount:N0} of {found.SegmentSizeBytes:N0} bytes");
        Line("index", $"{found.IndexBytes:N0} bytes of memory when open");
        Line("snapshot", $"{(found.LastSnapshot is { } taken ? StoreText.Time(taken) : "none")}; an open reads {found.LogBytesSinceSnapshot:N0} bytes of log");
        Line("archives", $"{found.ArchiveCount:N0} with {found.ArchivedSagaCount:N0} sagas and {found.ArchivedEventCount:N0} events in {found.ArchiveBytes:N0} bytes; {found.ArchiveIndexBytes:N0} bytes of memory when open");
        Line("generation", $"{found.Generation:N0}");

        void Line(string name, FormattableString value) => text.WriteLine($"{name,-10}  {value.ToString(CultureInfo.InvariantCulture)}");
    }

    private static void WriteJson(Utf8JsonWriter json, StoreStatistics found)
    {
        json.WriteStartObject();
        json.WriteNumber("sagas", found.SagaCount);
        json.WriteNumber("running", found.RunningCount);
        json.WriteNumber("unwinding", found.UnwindingCount);
        json.WriteNumber("done", found.DoneCount);
        json.WriteNumber("events", found.EventCount);
        json.WriteNumber("log_bytes", found.LogBytes);
        json.WriteNumber("live_bytes", found.LiveBytes);
        json.WriteNumber("dead_bytes", found.DeadBytes);
        json.WriteNumber("segments", found.SegmentCount);
        json.WriteNumber("segment_bytes", found.SegmentSizeBytes);
        json.WriteNumber("index_bytes", found.IndexBytes);
        json.WriteNumber("generation", found.Generation);
        if (found.LastSnapshot is { } taken)
        {
            json.WriteString("last_snapshot", StoreText.Time(taken));
        }
        else
        {
            json.WriteNull("last_snapshot");
        }
        json.WriteNumber("log_bytes_since_snapshot", found.LogBytesSinceSnapshot);
        json.WriteNumber("archives", found.ArchiveCount);
        json.WriteNumber("archived_sagas", found.ArchivedSagaCount);
        json.WriteNumber("archived_events", found.ArchivedEventCount);
        json.WriteNumber("archive_bytes", found.ArchiveBytes);
        json.WriteNumber("archive_index_bytes", found.ArchiveIndexBytes);
        json.WriteEndObject();
    }
}
