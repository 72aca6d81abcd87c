using System.Diagnostics;
using Steno.Store;
using Steno.Tests.LongRuns;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;
using Xunit.Abstractions;

namespace Steno.Tests.PowerLoss;

/// <summary>
/// Writes of commits cut off at every sector and at every byte of the last one, whatever the disk left behind the cut: what was
/// there, ones, or noise. The write was not acknowledged, so its records are there as a whole or not at all, and those before
/// them are there always.
/// </summary>
[Trait(LongRun.Trait, LongRun.Long)]
public sealed class TornWriteTests(ITestOutputHelper output)
{
    private const int RecordsPerRun = 200;
    private const int LongRecords = 10_000;
    private const int RecordsPerStore = 10;

    [Fact]
    public async Task CommitWrite_CutAtEverySectorAndByte_KeepsTheAcknowledged()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("STENO_SEED"), out int replayed))
        {
            await TearAll(replayed, new ImageJudge());
            return;
        }
        if (LongRun.Of("torn-writes") is { } run)
        {
            for (long unit = run.Unit; unit * RecordsPerStore < LongRecords; unit++)
            {
                await TearAll((int)(run.Seed + unit), new ImageJudge(everyNthForWriting: 20));
                run.Save(unit + 1, (unit + 1) * RecordsPerStore);
            }
            output.WriteLine(run.ToString());
            return;
        }
        long start = Stopwatch.GetTimestamp();
        (long tried, long opened, long forWriting) = (0, 0, 0);
        await Parallel.ForEachAsync(Enumerable.Range(1, RecordsPerRun / RecordsPerStore), async (seed, _) =>
        {
            var judge = new ImageJudge(everyNthForWriting: 200);
            await TearAll(seed, judge);
            Interlocked.Add(ref tried, judge.TriedCount);
            Interlocked.Add(ref opened, judge.OpenedCount);
            Interlocked.Add(ref forWriting, judge.OpenedForWritingCount);
        });
        output.WriteLine($"{RecordsPerRun} records: {tried:N0} torn writes, {opened:N0} of them different, {forWriting:N0} opened for writing; {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
        Assert.True(opened > 100_000, $"only {opened}");
    }

    private static async Task TearAll(int seed, ImageJudge judge)
    {
        try
        {
            var random = new Random(seed);
            FasterSecStoreOptions options = SmallStore.OptionsOf(512);
            SimDisk disk = SmallStore.Create(SmallStore.PageSizeBytes, 512, new Guid("5eed5eed-0000-4000-8000-00000000000c"));
            var steps = new List<Step> { Step.Write(SagaRecord.Create(Sample.Create(SmallStore.Running))) };
            for (uint node = 1; node < RecordsPerStore; node++)
            {
                steps.Add(Step.Write(SagaRecord.Event(Sample.Event(SmallStore.Running, node, SagaNodeEventType.Succeeded(Sample.JsonOfLength(random.Next(2, random.Next(4) == 0 ? 3_000 : 700)))))));
            }
            RecordedLife life = await RecordedLife.Record(disk, [], steps, options, closes: false);
            SimDisk before = disk.Clone();
            for (int i = 0; i < life.Operations.Count; i++)
            {
                DiskOperation operation = life.Operations[i];
                if (operation.Kind == DiskOperationKind.Write && operation.IsSynced && operation.Name.StartsWith("segment-", StringComparison.Ordinal))
                {
                    await Tear(life, before, i, random, judge);
                }
                before.Replay([operation], lastIsInFlight: false);
            }
        }
        catch (Exception violation)
        {
            throw new InvalidOperationException($"Seed {seed}: {violation.Message}\nReplay: STENO_SEED={seed} dotnet test -c Release --filter TornWriteTests", violation);
        }
    }

    private static async Task Tear(RecordedLife life, SimDisk before, int number, Random random, ImageJudge judge)
    {
        DiskOperation write = life.Operations[number];
        byte[] data = write.Data!;
        byte[] noise = new byte[data.Length];
        random.NextBytes(noise);
        int lastSector = data.Length - SimFile.SectorBytes;
        IEnumerable<int> cuts = [.. Enumerable.Range(0, data.Length / SimFile.SectorBytes).Select(sector => sector * SimFile.SectorBytes), .. Enumerable.Range(lastSector + 1, SimFile.SectorBytes - 1)];
        foreach (int cut in cuts)
        {
            // At the boundaries with each kind of rest, inside the last sector with what was there (zeros) and one of the others.
            bool isBoundary = cut % SimFile.SectorBytes == 0;
            foreach (int rest in isBoundary ? (int[])[0, 1, 2] : cut % 2 == 0 ? [0, 1] : [0, 2])
            {
                byte[] torn = before.Read(write.Name, (int)write.OffsetBytes, data.Length);
                if (rest == 1)
                {
                    torn.AsSpan().Fill(0xFF);
                }
                else if (rest == 2)
                {
                    noise.CopyTo(torn, 0);
                }
                data.AsSpan(0, cut).CopyTo(torn);
                SimDisk image = before.CrashedCopy(Choices.None);
                image.Overwrite(write.Name, (int)write.OffsetBytes, torn);
                await life.Check(new CrashImage(image, number + 1, IsInFlight: true, life), judge, $"cut at byte {cut} of {data.Length}, behind it {(rest == 0 ? "what was there" : rest == 1 ? "ones" : "noise")}");
            }
        }
    }
}
