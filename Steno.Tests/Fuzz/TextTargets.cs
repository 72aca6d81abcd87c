using System.Text;
using System.Text.Json;
using Steno.Cli;
using Steno.Cli.Store;
using Steno.Json;
using Steno.Store;
using Steno.Tests.Golden;
using Steno.Tests.Json;

namespace Steno.Tests.Fuzz;

/// <summary>What the reader of records as JSON reads. The corpus are the vectors of the Rust crate.</summary>
internal class JsonTarget : FuzzTarget
{
    /// <summary>Three refusals, each an exception with its trace.</summary>
    private const long FixedBytes = 128 << 10;
    private static readonly Lazy<List<byte[]>> s_corpus = new(() =>
    [
        .. GoldenFiles.Lines("saga-records.jsonl").Select(line => line.ToArray()),
        .. Member("event-decode.jsonl", "input"), .. Member("create-params.jsonl", "bytes"), .. Member("events.jsonl", "bytes"),
    ]);

    public override string Name => "json";

    public override IReadOnlyList<byte[]> Corpus => s_corpus.Value;

    public override int NormalInputs => 80_000;

    public override long AllowedBytes(byte[] input) => FixedBytes + (4L * input.Length);

    public override bool Read(byte[] input, Action<Action> isMeasured)
    {
        // & and not &&: each of them reads it.
        return ReadAs<SagaRecord>(input, isMeasured) | ReadAs<SagaNodeEvent>(input, isMeasured) | ReadAs<SagaCreateParams>(input, isMeasured);
    }

    protected static bool ReadAs<T>(byte[] input, Action<Action> isMeasured) where T : IStenoJson<T>
    {
        bool isAccepted = false;
        T value = default!;
        isMeasured(() =>
        {
            try
            {
                value = StenoJson.Deserialize<T>(input);
                isAccepted = true;
            }
            catch (StenoJsonException)
            {
                // The typed refusal.
            }
        });
        if (isAccepted)
        {
            byte[] written = StenoJson.Serialize(value);
            Assert.Equal(written, StenoJson.Serialize(StenoJson.Deserialize<T>(written)));
        }
        return isAccepted;
    }

    protected static IEnumerable<byte[]> Member(string file, string name)
        => GoldenFiles.Cases(file).Where(line => line.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String).Select(line => Encoding.UTF8.GetBytes(line.GetProperty(name).GetString()!));
}

/// <summary>Generated types with collections, whose objects are larger than their text.</summary>
internal sealed class JsonShapesTarget : JsonTarget
{
    /// <summary>A number of one digit and its comma become an entry of a hash table, which grows by copies.</summary>
    private const int BytesPerByte = 64;
    private static readonly Lazy<List<byte[]>> s_corpus = new(() =>
    [
        """{"flag":true,"small":-1,"large":1,"double":1.5,"float":2.5,"decimal":1.10,"char":"c","text":"t\u00e9","id":"049b2522-308d-442e-bc65-9bfaef863597","at":"2026-01-01T00:00:00+00:00","date":"2026-01-01","time":"10:00:00","span":"01:00:00","bytes":"AQID"}"""u8.ToArray(),
        """{"number":1,"text":null,"level":"very-high","inner":null,"list":["a",null]}"""u8.ToArray(),
        """{"array":[1,2,3],"list":["a"],"levels":["low"],"immutable":[1.5],"set":[1,2,3,4],"by_text":{"a":1},"by_order":{"1":null,"2":"b"},"by_level":{"low":"049b2522-308d-442e-bc65-9bfaef863597"},"by_code":{"c":[true]},"tuple":[1,null],"tuples":[["low",1.5]]}"""u8.ToArray(),
        """{"id":1,"a":2,"b":"c","c":3,"d":null,"tags":["x"],"last":true}"""u8.ToArray(),
        """{"Many":["Nothing",{"Some":{"x":1,"y":null,"box":{"value":1,"more":[2]}}},{"Many":[]}]}"""u8.ToArray(),
    ]);

    public override string Name => "json-shapes";

    public override IReadOnlyList<byte[]> Corpus => s_corpus.Value;

    public override int NormalInputs => 40_000;

    public override long AllowedBytes(byte[] input) => (256 << 10) + ((long)BytesPerByte * input.Length);

    public override bool Read(byte[] input, Action<Action> isMeasured)
        => ReadAs<Shapes.Scalars>(input, isMeasured) | ReadAs<Shapes.Optionals>(input, isMeasured) | ReadAs<Shapes.Collections>(input, isMeasured)
            | ReadAs<Shapes.Flat>(input, isMeasured) | ReadAs<Shapes.Choice>(input, isMeasured);
}

/// <summary>The lines of an import, however the bytes arrive.</summary>
internal sealed class LinesTarget : FuzzTarget
{
    private const int MostLineBytes = 4096;
    /// <summary>The reader's first buffer.</summary>
    private const long FixedBytes = 96 << 10;

    public override string Name => "lines";

    public override IReadOnlyList<byte[]> Corpus { get; } =
    [
        .. GoldenFiles.Lines("saga-records.jsonl").Chunk(8).Select(lines => lines.SelectMany(line => (byte[])[.. line.Span, (byte)'\n']).ToArray()),
        "\r\n\n\r\r\n \n"u8.ToArray(), [.. Enumerable.Repeat((byte)'x', 100_000)], [],
    ];

    public override int NormalInputs => 20_000;

    // What cuts the bytes into pieces here allocates a little for each.
    public override long AllowedBytes(byte[] input) => FixedBytes + (4L * input.Length);

    public override bool Read(byte[] input, Action<Action> isMeasured)
    {
        var lines = new List<byte[]>();
        bool isRefused = false;
        var reader = new LineReader(new PiecewiseStream(input), MostLineBytes);
        try
        {
            while (Next(reader, isMeasured) is { } line)
            {
                lines.Add(line.ToArray());
            }
        }
        catch (UserErrorException)
        {
            isRefused = true;
        }
        byte[][] expected = Split(input);
        Assert.Equal(lines.Count, reader.Number);
        Assert.Equal(isRefused ? expected[..lines.Count] : expected, lines);
        Assert.True(!isRefused || expected[lines.Count].Length >= MostLineBytes, "a short line was refused");
        return !isRefused;
    }

    private static ReadOnlyMemory<byte>? Next(LineReader reader, Action<Action> isMeasured)
    {
        ReadOnlyMemory<byte>? line = null;
        isMeasured(() => line = reader.ReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult());
        return line;
    }

    private static byte[][] Split(byte[] input)
    {
        List<byte[]> lines = [];
        int start = 0;
        for (int end = Array.IndexOf(input, (byte)'\n'); end >= 0; end = Array.IndexOf(input, (byte)'\n', start))
        {
            lines.Add(WithoutReturn(input[start..end]));
            start = end + 1;
        }
        if (start < input.Length)
        {
            lines.Add(WithoutReturn(input[start..]));
        }
        return [.. lines];
    }

    private static byte[] WithoutReturn(byte[] line) => line is [.. var start, (byte)'\r'] ? start : line;

    /// <summary>Gives a few bytes at a time; how many follows from the bytes, so that an input replays.</summary>
    private sealed class PiecewiseStream(byte[] bytes) : Stream
    {
        private int _position;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => bytes.Length;
        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int length = Math.Min(Math.Min(buffer.Length, 1 + (bytes.Length < 4 ? 1 : bytes[_position % bytes.Length] * 37)), bytes.Length - _position);
            bytes.AsSpan(_position, length).CopyTo(buffer);
            _position += length;
            return length;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
