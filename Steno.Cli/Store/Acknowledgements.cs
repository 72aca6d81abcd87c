using System.Globalization;
using System.Text;
using System.Threading.Channels;

namespace Steno.Cli.Store;

/// <summary>
/// Prints the number of each line once its write is durable, in line order, flushed whenever nothing more is ready.
/// At most so many writes are under way at once; a full pipeline makes the reader wait.
/// </summary>
internal sealed class Acknowledgements : IDisposable
{
    private const int FlushBytes = 32 * 1024;
    private readonly Stream _output;
    private readonly Channel<(long Line, ValueTask Write)> _writes = Channel.CreateUnbounded<(long, ValueTask)>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly SemaphoreSlim _slots;
    private readonly CancellationTokenSource _failed = new();
    private readonly byte[] _buffer = new byte[FlushBytes + 32];
    private int _buffered;

    public Acknowledgements(Stream output, int inFlight)
    {
        _output = output;
        _slots = new SemaphoreSlim(inFlight);
        Printing = PrintAllAsync();
    }

    /// <summary>Ends when everything that was added is printed, or with the first failure.</summary>
    public Task Printing { get; }

    /// <summary>Cancelled at the first failure: nothing after it may be written.</summary>
    public CancellationToken Failed => _failed.Token;

    public long Printed { get; private set; }

    public Task WaitForSlotAsync(CancellationToken cancellation) => _slots.WaitAsync(cancellation);

    public void Add(long line, ValueTask write) => _writes.Writer.TryWrite((line, write));

    public void Complete() => _writes.Writer.Complete();

    public void Dispose()
    {
        _slots.Dispose();
        _failed.Dispose();
    }

    private async Task PrintAllAsync()
    {
        try
        {
            while (await _writes.Reader.WaitToReadAsync())
            {
                while (_writes.Reader.TryRead(out (long Line, ValueTask Write) next))
                {
                    await PrintAsync(next.Line, next.Write);
                }
                await FlushAsync();
            }
        }
        catch
        {
            await _failed.CancelAsync();
            throw;
        }
    }

    private async ValueTask PrintAsync(long line, ValueTask write)
    {
        try
        {
            if (!write.IsCompleted)
            {
                await FlushAsync();
            }
            await write;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            await FlushAsync();
            throw new UserErrorException($"line {line}: {failure.Message}", cause: failure);
        }
        line.TryFormat(_buffer.AsSpan(_buffered), out int digits, default, CultureInfo.InvariantCulture);
        _buffered += digits;
        _buffer[_buffered++] = (byte)'\n';
        Printed++;
        _slots.Release();
        if (_buffered >= FlushBytes)
        {
            await FlushAsync();
        }
    }

    private async ValueTask FlushAsync()
    {
        if (_buffered > 0)
        {
            await _output.WriteAsync(_buffer.AsMemory(0, _buffered));
            await _output.FlushAsync();
            _buffered = 0;
        }
    }
}
