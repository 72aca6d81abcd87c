using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Steno.Store;

namespace Steno.Cli.Store;

/// <summary><c>steno store verify</c>: checks every byte, read-only.</summary>
internal static class VerifyCommand
{
    public static Command Create(CliStreams streams)
    {
        Option<string> store = StoreOptions.Store();
        Option<bool> json = StoreOptions.Json();
        var command = new Command("verify", "Checks every byte of a store without changing anything; exit code 3 when it is damaged.") { store, json };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(store)!, parsed.GetValue(json), streams, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string directory, bool asJson, CliStreams streams, CancellationToken cancellation)
    {
        StoreVerification found;
        using (var progress = new Progress(streams, "bytes of log"))
        {
            found = Verify(directory, progress);
        }
        if (asJson)
        {
            await using var json = new Utf8JsonWriter(streams.Output);
            WriteJson(json, found);
            await json.FlushAsync(cancellation);
            streams.Output.Write("\n"u8);
        }
        else
        {
            await using var text = new StreamWriter(streams.Output, new UTF8Encoding(false), leaveOpen: true);
            WriteText(text, found);
        }
        return found.IsSound ? ExitCode.Ok : ExitCode.Corrupted;
    }

    /// <summary>Damage that keeps the log from being found at all is reported like any other.</summary>
    private static StoreVerification Verify(string directory, IProgress<long> progress)
    {
        try
        {
            return FasterSecStore.Verify(new FasterSecStoreOptions { Directory = directory }, progress);
        }
        catch (StoreCorruptedException damage)
        {
            return new StoreVerification
            {
                Damages = [new StoreDamage(damage.File, damage.OffsetBytes, damage.Reason, [])],
                SagaCount = 0,
                RecordCount = 0,
                BatchCount = 0,
                LogBytes = 0,
                SegmentCount = 0,
                Generation = 0,
                IsSealed = false,
            };
        }
    }

    private static void WriteText(TextWriter text, StoreVerification found)
    {
        foreach (StoreDamage damage in found.Damages)
        {
            text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"damaged: {damage.File} at byte {damage.OffsetBytes}: {damage.Reason}"));
            foreach (SagaId saga in damage.Sagas)
            {
                text.WriteLine($"  saga {saga}");
            }
        }
        text.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{(found.IsSound ? "sound" : "DAMAGED")}: {found.SagaCount:N0} sagas, {found.RecordCount:N0} records, {found.BatchCount:N0} batches, {found.LogBytes:N0} bytes of log in {found.SegmentCount} segments, generation {found.Generation}, {(found.IsSealed ? "closed cleanly" : "not closed cleanly, or open")}{(found.ArchiveCount == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {found.ArchiveCount:N0} archives with {found.ArchivedSagaCount:N0} sagas in {found.ArchiveBytes:N0} bytes"))}"));
    }

    private static void WriteJson(Utf8JsonWriter json, StoreVerification found)
    {
        json.WriteStartObject();
        json.WriteBoolean("sound", found.IsSound);
        json.WriteNumber("sagas", found.SagaCount);
        json.WriteNumber("records", found.RecordCount);
        json.WriteNumber("batches", found.BatchCount);
        json.WriteNumber("log_bytes", found.LogBytes);
        json.WriteNumber("segments", found.SegmentCount);
        json.WriteNumber("generation", found.Generation);
        json.WriteBoolean("sealed", found.IsSealed);
        json.WriteNumber("archives", found.ArchiveCount);
        json.WriteNumber("archived_sagas", found.ArchivedSagaCount);
        json.WriteStartArray("damages");
        foreach (StoreDamage damage in found.Damages)
        {
            json.WriteStartObject();
            json.WriteString("file", damage.File);
            json.WriteNumber("offset", damage.OffsetBytes);
            json.WriteString("reason", damage.Reason);
            json.WriteStartArray("sagas");
            foreach (SagaId saga in damage.Sagas)
            {
                json.WriteStringValue(saga.ToString());
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
