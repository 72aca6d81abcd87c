using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using Steno.Tests.Golden;
using Xunit.Abstractions;

namespace Steno.Tests.Fuzz;

/// <summary>What a run of one target came to.</summary>
/// <param name="Inputs">How many were tried.</param>
/// <param name="Accepted">How many of them were accepted.</param>
/// <param name="SlowestMs">The longest time of one.</param>
/// <param name="MostBytesPerByte">The most that was allocated for one, over its allowance: 1 would be all of it.</param>
internal sealed record FuzzResult(long Inputs, long Accepted, double SlowestMs, double MostBytesPerByte);

/// <summary>
/// Feeds a target until it has had enough, or one input crashes it, keeps it busy or makes it allocate too much. That input is
/// written down, with the command that reads it again.
/// </summary>
internal sealed class Fuzzer(FuzzTarget target, ITestOutputHelper output)
{
    internal const string InputVariable = "STENO_FUZZ_INPUT";
    /// <summary>Nothing here takes a hundredth of that; a busy machine may stop a thread for a while.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly FuzzTarget _target = target;
    private readonly ITestOutputHelper _output = output;
    private volatile byte[] _input = [];
    private long _started;
    private long _count;
    private long _accepted;
    private double _slowestMs;
    private double _most;

    /// <summary>The corpus as it is, then changes of it until the end.</summary>
    /// <param name="seed">Where the choices come from.</param>
    /// <param name="inputs">How many inputs; the end when no time is given.</param>
    /// <param name="time">For how long, instead.</param>
    internal FuzzResult Run(int seed, long inputs, TimeSpan? time)
    {
        long begun = Stopwatch.GetTimestamp();
        return OnOneThread(() =>
        {
            foreach (byte[] input in _target.Corpus)
            {
                Read(input);
            }
            var random = new Random(seed);
            byte[] previous = _target.Corpus[0];
            while (time is { } limit ? Stopwatch.GetElapsedTime(begun) < limit : _count < inputs)
            {
                // Now and then a change goes on from the last one, so that some inputs are far from every sound one.
                byte[] from = random.Next(4) == 0 && previous.Length < (1 << 20) ? previous : _target.Corpus[random.Next(_target.Corpus.Count)];
                previous = _target.Mutate(random, from);
                Read(previous);
            }
        });
    }

    /// <summary>Reads these, and nothing else.</summary>
    internal FuzzResult Replay(IEnumerable<byte[]> inputs) => OnOneThread(() =>
    {
        foreach (byte[] input in inputs)
        {
            Read(input);
        }
    });

    private FuzzResult OnOneThread(Action work)
    {
        Exception? failure = null;
        Volatile.Write(ref _started, Stopwatch.GetTimestamp());
        // A thread of its own: one that hangs must not hold the tests, and a deep recursion shows on a small stack.
        var thread = new Thread(() =>
        {
            try
            {
                work();
            }
            catch (Exception found)
            {
                failure = found;
            }
        }, maxStackSize: 1 << 20);
        thread.IsBackground = true;
        thread.Start();
        while (!thread.Join(TimeSpan.FromSeconds(1)))
        {
            if (Stopwatch.GetElapsedTime(Volatile.Read(ref _started)) > s_limit)
            {
                Assert.Fail($"An input of {_input.Length} bytes keeps {_target.Name} busy for more than {s_limit.TotalSeconds} s.\n{WriteDown(_input)}");
            }
        }
        if (failure is not null)
        {
            Assert.Fail($"{_target.Name}: {failure}\n{WriteDown(_input)}");
        }
        return new FuzzResult(_count, _accepted, _slowestMs, _most);
    }

    private void Read(byte[] input)
    {
        _input = input;
        Volatile.Write(ref _started, Stopwatch.GetTimestamp());
        long allocated = 0;
        bool isAccepted = _target.Read(input, reading =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                reading();
            }
            finally
            {
                allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            }
        });
        _count++;
        _accepted += isAccepted ? 1 : 0;
        _slowestMs = Math.Max(_slowestMs, Stopwatch.GetElapsedTime(_started).TotalMilliseconds);
        double share = (double)allocated / _target.AllowedBytes(input);
        _most = Math.Max(_most, share);
        Assert.True(share <= 1, string.Create(CultureInfo.InvariantCulture, $"{allocated:N0} bytes were allocated for an input of {input.Length:N0}, {_target.AllowedBytes(input):N0} are allowed"));
    }

    private string WriteDown(byte[] input)
    {
        string directory = GoldenFiles.SourcePath("artifacts/fuzz");
        Directory.CreateDirectory(directory);
        string path = Path.Combine(directory, $"{_target.Name}-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(input))[..12]}.gz");
        using (var file = new GZipStream(File.Create(path), CompressionLevel.SmallestSize))
        {
            file.Write(input);
        }
        string replay = $"Replay: {InputVariable}={path} dotnet test -c Release --filter FuzzTests.WrittenDownInputs";
        _output.WriteLine(replay);
        return replay;
    }
}
