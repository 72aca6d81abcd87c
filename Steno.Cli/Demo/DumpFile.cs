using Steno.Json;

namespace Steno.Cli.Demo;

/// <summary>Reads and writes dumps as files or on the standard streams.</summary>
internal static class DumpFile
{
    private const int MaxBytes = 64 << 20;
    private const string Standard = "-";

    /// <exception cref="UserErrorException">The text is no dump, or too long for one.</exception>
    public static async Task<SagaDump> ReadAsync(string file, CliStreams streams, CancellationToken cancellation)
    {
        await using Stream input = file == Standard ? streams.Input : File.OpenRead(file);
        var text = new MemoryStream();
        byte[] buffer = new byte[64 << 10];
        for (int read; (read = await input.ReadAsync(buffer, cancellation)) > 0;)
        {
            if (text.Length + read > MaxBytes)
            {
                throw new UserErrorException($"{Name(file)} is longer than {MaxBytes >> 20} MiB: that is no dump.");
            }
            text.Write(buffer, 0, read);
        }
        try
        {
            return SagaDump.Parse(text.ToArray());
        }
        catch (StenoJsonException problem)
        {
            throw NotADump(file, problem);
        }
    }

    public static async Task WriteAsync(string file, SagaDump dump, CliStreams streams)
    {
        byte[] text = dump.ToIndentedJson();
        if (file == Standard)
        {
            await streams.Output.WriteAsync(text);
            await streams.Output.FlushAsync();
        }
        else
        {
            await File.WriteAllBytesAsync(file, text);
        }
    }

    public static UserErrorException NotADump(string file, Exception problem)
        => new($"{Name(file)} is not the dump of a saga that can be gone on with: {problem.Message}", cause: problem);

    private static string Name(string file) => file == Standard ? "Standard input" : $"'{file}'";
}
