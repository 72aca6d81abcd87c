using System.Diagnostics;
using System.Text;

namespace Steno.Tests.Crash;

/// <summary>
/// <c>steno store import</c> as a child process: lines go in through a pipe, acknowledged numbers come out of another one.
/// The oracle of a crash test lives here, outside the process that is killed.
/// </summary>
internal sealed class ChildImport : IDisposable
{
    private readonly Process _process;
    private readonly List<SourceLine> _sent = [];
    private readonly Task _feeding;
    private readonly CancellationTokenSource _stopFeeding = new();

    public ChildImport(string directory, int inFlight, LineSource source, int maxLines)
    {
        _process = Start("store", "import", "--store", directory, "--in-flight", inFlight.ToString());
        _feeding = Task.Run(() => FeedAsync(source, maxLines));
    }

    /// <summary>The lines handed to the child's pipe, in order; whether they arrived is what the store tells.</summary>
    public IReadOnlyList<SourceLine> Sent => _sent;

    /// <summary>The plain build beside the tests, or the binary that STENO_BINARY names.</summary>
    public static Process Start(params string[] arguments)
    {
        string? binary = Environment.GetEnvironmentVariable("STENO_BINARY");
        // A background job of a non-interactive shell ignores SIGINT, and so would its children; env gives them the default back.
        var start = new ProcessStartInfo("env")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add("--default-signal=INT,TERM");
        start.ArgumentList.Add(binary ?? "dotnet");
        if (binary is null)
        {
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "steno.dll"));
        }
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        return Process.Start(start) ?? throw new InvalidOperationException("The child did not start.");
    }

    public int ProcessId => _process.Id;

    /// <summary>Reads acknowledgements until there are so many more or the child ended; they must count on from those read before.</summary>
    public async Task<int> ReadAcknowledgementsAsync(int count, int alreadyRead = 0)
    {
        int acknowledged = 0;
        while (acknowledged < count && await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            acknowledged++;
            Assert.Equal((alreadyRead + acknowledged).ToString(), line);
        }
        return acknowledged;
    }

    /// <summary>Nobody reads the acknowledgements any more.</summary>
    public void CloseOutput() => _process.StandardOutput.Close();

    /// <summary>What the child said before it ended by itself.</summary>
    public async Task<string> ReadErrorAsync() => await _process.StandardError.ReadToEndAsync();

    /// <summary>SIGKILL. Returns how many acknowledgements there were in all: those in the pipe count too.</summary>
    public async Task<int> KillAsync(int alreadyRead)
    {
        _process.Kill();
        await _stopFeeding.CancelAsync();
        await _process.WaitForExitAsync();
        string rest = await _process.StandardOutput.ReadToEndAsync();
        await _feeding;
        // The last number may be cut by the kill; it counts only with its line end.
        string[] whole = rest.Split('\n')[..^1];
        Assert.Equal(Enumerable.Range(alreadyRead + 1, whole.Length).Select(number => number.ToString()), whole);
        return alreadyRead + whole.Length;
    }

    public async Task<(int ExitCode, string Error)> FinishAsync()
    {
        await _feeding;
        string error = await _process.StandardError.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return (_process.ExitCode, error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }
        _process.Dispose();
        _stopFeeding.Dispose();
    }

    private async Task FeedAsync(LineSource source, int maxLines)
    {
        try
        {
            Stream input = _process.StandardInput.BaseStream;
            var chunk = new StringBuilder();
            while (_sent.Count < maxLines && !_stopFeeding.IsCancellationRequested)
            {
                for (int i = 0; i < 32 && _sent.Count < maxLines; i++)
                {
                    SourceLine line = source.Next();
                    _sent.Add(line);
                    chunk.Append(line.Text).Append('\n');
                }
                await input.WriteAsync(Encoding.UTF8.GetBytes(chunk.ToString()), _stopFeeding.Token);
                await input.FlushAsync(_stopFeeding.Token);
                chunk.Clear();
            }
            input.Close();
        }
        catch (Exception end) when (end is IOException or OperationCanceledException)
        {
            // The reader of the pipe was killed: that is the test.
        }
    }
}
