namespace Steno.Cli.Store;

/// <summary>Reads lines of bytes, ended by LF or CRLF or the end of the stream. A line stays valid until the next call.</summary>
internal sealed class LineReader
{
    private const int FirstBufferBytes = 64 * 1024;
    private readonly Stream _input;
    private readonly int _maxLineBytes;
    private byte[] _buffer = new byte[FirstBufferBytes];
    private int _start;
    private int _end;
    private int _searched;
    private bool _isAtEnd;

    public LineReader(Stream input, int maxLineBytes)
    {
        _input = input;
        _maxLineBytes = maxLineBytes;
    }

    /// <summary>The 1-based number of the line that was read last.</summary>
    public long Number { get; private set; }

    /// <summary>The next line without its end, or null at the end of the stream.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            int found = _buffer.AsSpan(_searched, _end - _searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                int lineEnd = _searched + found;
                return Take(lineEnd, lineEnd + 1);
            }
            _searched = _end;
            if (_isAtEnd)
            {
                return _start == _end ? default(ReadOnlyMemory<byte>?) : Take(_end, _end);
            }
            if (_end - _start > _maxLineBytes)
            {
                throw new UserErrorException($"line {Number + 1}: longer than {_maxLineBytes} bytes.");
            }
            MakeRoom();
            // Standard input cannot be cancelled; the wait for it can.
            int read = await _input.ReadAsync(_buffer.AsMemory(_end), cancellation).AsTask().WaitAsync(cancellation);
            _isAtEnd = read == 0;
            _end += read;
        }
    }

    private ReadOnlyMemory<byte> Take(int lineEnd, int next)
    {
        int from = _start;
        _start = _searched = next;
        Number++;
        int to = lineEnd > from && _buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
        return _buffer.AsMemory(from, to - from);
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_searched, _end, _start) = (_searched - _start, _end - _start, 0);
        }
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
    }
}
