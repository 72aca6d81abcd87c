using System.Runtime.InteropServices;

namespace Steno.Cli;

/// <summary>
/// Standard output as the operating system has it. The framework's console stream swallows EPIPE, so an import whose reader
/// is gone would go on recording lines that nobody learns of; a file stream writes at an offset of its own, so two commands
/// that share one redirection would overwrite each other. Here a write that fails says so.
/// </summary>
internal sealed unsafe partial class StandardOutput : Stream
{
    private const int Descriptor = 1;
    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const short IsWritable = 4;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            nint written;
            fixed (byte* bytes = buffer)
            {
                written = WriteTo(Descriptor, bytes, (nuint)buffer.Length);
            }
            if (written < 0)
            {
                RetryOrThrow(Marshal.GetLastPInvokeError());
                continue;
            }
            buffer = buffer[(int)written..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // On another thread, so that a reader who is slow does not hold up the caller.
        return new ValueTask(Task.Run(() => Write(buffer.Span), cancellationToken));
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
        // Nothing is buffered here.
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    private static void RetryOrThrow(int errno)
    {
        switch (errno)
        {
            case Interrupted:
                return;
            case TryAgain:
                // A pipe that its other owner made non-blocking: wait until it takes bytes again, or is closed.
                var wait = new PollRequest { Descriptor = Descriptor, Events = IsWritable };
                _ = Poll(&wait, 1, -1);
                return;
            default:
                throw new IOException($"Standard output cannot be written to: {Marshal.GetPInvokeErrorMessage(errno)}.");
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short ReturnedEvents;
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteTo(int descriptor, byte* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(PollRequest* requests, nuint count, int timeoutMs);
}
