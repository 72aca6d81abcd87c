using System.Buffers;
using System.CommandLine;
using Steno.Json;
using Steno.Store;

namespace Steno.Cli.Store;

/// <summary><c>steno store export</c>: sagas ordered by id, as lines that import reads.</summary>
internal static class ExportCommand
{
    private const int FlushBytes = 256 * 1024;

    public static Command Create(CliStreams streams)
    {
        Option<string> store = StoreOptions.Store();
        var saga = new Option<string?>("--saga") { Description = "Only this saga.", HelpName = "ID" };
        Option<bool> live = StoreOptions.Live();
        var command = new Command("export", "Prints sagas ordered by id: the create line, the events and the notes in recorded order, the last update if there was one.") { store, saga, live };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(store)!, parsed.GetValue(saga), parsed.GetValue(live), streams, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string directory, string? sagaText, bool onlyLive, CliStreams streams, CancellationToken cancellation)
    {
        SagaId? only = sagaText is null ? null : StoreOptions.ParseId(sagaText);
        await using FasterSecStore store = StoreOptions.OpenReadOnly(directory);
        var lines = new ArrayBufferWriter<byte>(FlushBytes);
        if (only is { } id)
        {
            SagaInfo info = await store.GetSagaAsync(id, cancellation) ?? throw new UserErrorException($"Saga {id} does not exist in this store.");
            await WriteSagaAsync(store, info, lines, cancellation);
        }
        else
        {
            await foreach (SagaInfo info in StorePages.AllAsync(store, new SagaQuery { WithoutArchived = onlyLive }, int.MaxValue, cancellation))
            {
                await WriteSagaAsync(store, info, lines, cancellation);
                if (lines.WrittenCount >= FlushBytes)
                {
                    await streams.Output.WriteAsync(lines.WrittenMemory, cancellation);
                    lines.ResetWrittenCount();
                }
            }
        }
        await streams.Output.WriteAsync(lines.WrittenMemory, cancellation);
        await streams.Output.FlushAsync(cancellation);
        return ExitCode.Ok;
    }

    private static async Task WriteSagaAsync(FasterSecStore store, SagaInfo info, ArrayBufferWriter<byte> lines, CancellationToken cancellation)
    {
        SagaCreateParams create = await store.GetCreateParamsAsync(info.Id, cancellation) ?? throw new UnknownSagaException(info.Id);
        WriteLine(lines, SagaRecord.Create(create));
        foreach (SagaNodeEvent nodeEvent in await store.ReadEventsAsync(info.Id, cancellation))
        {
            WriteLine(lines, SagaRecord.Event(nodeEvent));
        }
        foreach (string note in await store.ReadNotesAsync(info.Id, cancellation))
        {
            WriteLine(lines, SagaRecord.Note(new SagaNote(info.Id, note)));
        }
        if (info.HasUpdate)
        {
            WriteLine(lines, SagaRecord.Update(new SagaUpdate(info.Id, info.State)));
        }
    }

    private static void WriteLine(ArrayBufferWriter<byte> lines, SagaRecord record)
    {
        byte[] line = StenoJson.Serialize(record);
        // Valid JSON has raw CR and LF only between tokens, where a space means the same.
        line.AsSpan().Replace((byte)'\n', (byte)' ');
        line.AsSpan().Replace((byte)'\r', (byte)' ');
        lines.Write(line);
        lines.Write("\n"u8);
    }
}
