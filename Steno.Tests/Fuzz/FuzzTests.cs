using System.Globalization;
using System.IO.Compression;
using Steno.Tests.Golden;
using Xunit.Abstractions;

namespace Steno.Tests.Fuzz;

/// <summary>
/// Everything that reads what others wrote, fed with changes of sound inputs under checksums that fit: no crash, no hang, no
/// allocation out of proportion. <c>STENO_FUZZ_SECONDS=N</c> runs each reader for N seconds from a random seed, or from <c>STENO_SEED</c>.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Seed = 20_261_123;

    private static FuzzTarget[] Targets => [new LogTarget(), new SuperblockTarget(), new SnapshotTarget(), new ArchiveTarget(), new JsonTarget(), new JsonShapesTarget(), new LinesTarget(), new DagTarget(), new SagaLogTarget()];

    public static TheoryData<string> Names() => [.. Targets.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Reader_FedWithChangedInputs_RefusesOrReads(string name)
    {
        FuzzTarget target = Targets.Single(target => target.Name == name);
        TimeSpan? time = int.TryParse(Environment.GetEnvironmentVariable("STENO_FUZZ_SECONDS"), out int seconds) ? TimeSpan.FromSeconds(seconds) : null;
        int seed = int.TryParse(Environment.GetEnvironmentVariable("STENO_SEED"), out int given) ? given : time is null ? Seed : Environment.TickCount;
        output.WriteLine($"seed {seed}");
        FuzzResult result = new Fuzzer(target, output).Run(seed, target.NormalInputs, time);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}: {result.Inputs:N0} inputs, {result.Accepted:N0} accepted, the slowest {result.SlowestMs:F0} ms, at most {result.MostBytesPerByte:P0} of the allowed allocation"));
        // Both answers are tried, or the run says little.
        Assert.InRange(result.Accepted, 10, result.Inputs - 10);
    }

    /// <summary>Inputs that found something once, in Steno.Tests/Fuzz/found; or the one file that STENO_FUZZ_INPUT names. A file's name begins with its reader's.</summary>
    [Fact]
    public void WrittenDownInputs_ReadAgain_AreRefusedOrRead()
    {
        string[] files = Environment.GetEnvironmentVariable(Fuzzer.InputVariable) is { Length: > 0 } file ? [file] : Directory.GetFiles(GoldenFiles.SourcePath("Steno.Tests/Fuzz/found"), "*.gz");
        foreach (string path in files)
        {
            FuzzTarget target = Targets.Single(target => Path.GetFileName(path)[..Path.GetFileName(path).LastIndexOf('-')] == target.Name);
            using var input = new MemoryStream();
            using (var packed = new GZipStream(File.OpenRead(path), CompressionMode.Decompress))
            {
                packed.CopyTo(input);
            }
            new Fuzzer(target, output).Replay([input.ToArray()]);
        }
    }
}
