using System.Diagnostics;
using Steno.Store.Log;
using Steno.Tests.LongRuns;
using Steno.Tests.Simulation;
using Xunit.Abstractions;

namespace Steno.Tests.Damages;

/// <summary>
/// Single bits, pairs of bits and exchanged words, in every file of a store with several segments, a snapshot and two archives. What was
/// acknowledged is either there or refused; no damage to it is missed, and no damage to unused bytes is held against the store.
/// </summary>
[Trait(LongRun.Trait, LongRun.Long)]
public sealed class BitFlipTests(ITestOutputHelper output)
{
    private const int LeastFlips = 50_000;
    private const int LongUnitBits = 8_192;
    private const int LongUnitPairs = 10_000;
    private const int LongPairs = 10_000_000;

    [Fact]
    public async Task Bit_Flipped_IsRefusedReportedOrHarmlessAsItsPlaceDemands()
    {
        DamagedStore store = await DamagedStore.Make();
        var run = new DamageRun(store, nameof(BitFlipTests));
        if (LongRun.Of("bit-flips") is { } longRun)
        {
            Damage[] all = [.. store.Disk.Names.SelectMany(file => Enumerable.Range(0, store.Disk.ReadAll(file).Length * 8).Select(bit => new Damage(file, DamageKind.Bit, bit)))];
            for (long unit = longRun.Unit; unit * LongUnitBits < all.Length; unit++)
            {
                await run.Try(all.Skip((int)unit * LongUnitBits).Take(LongUnitBits));
                longRun.Save(unit + 1, Math.Min(all.Length, (unit + 1) * LongUnitBits));
            }
            output.WriteLine(longRun.ToString());
            return;
        }
        long start = Stopwatch.GetTimestamp();
        await run.Try(MeaningfulBits(store.Disk));
        output.WriteLine($"{run}; {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
        Assert.True(run.Count >= LeastFlips || Environment.GetEnvironmentVariable("STENO_CASE") is not null, $"only {run.Count} flips");
        Assert.True(run.Sagas.Exact >= run.Sagas.Damages * 95L / 100, $"{run}");
    }

    [Fact]
    public async Task TwoBitsOfOneBatch_OrTwoWords_AreNoticed()
    {
        DamagedStore store = await DamagedStore.Make();
        var run = new DamageRun(store, nameof(BitFlipTests));
        if (LongRun.Of("bit-pairs") is { } longRun)
        {
            for (long unit = longRun.Unit; unit * LongUnitPairs < LongPairs; unit++)
            {
                await run.Try(Pairs(store, new Random((int)(longRun.Seed + unit)), LongUnitPairs));
                longRun.Save(unit + 1, (unit + 1) * LongUnitPairs);
            }
            output.WriteLine(longRun.ToString());
            return;
        }
        long start = Stopwatch.GetTimestamp();
        await run.Try([.. Pairs(store, new Random(1), 8_000), .. Words(store), .. InArchives(store.Disk, new Random(2), 1_000)]);
        output.WriteLine($"{run}; {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
    }

    /// <summary>Every bit of every byte that says something; one bit of every eighth byte of padding, filling and unused space.</summary>
    private static IEnumerable<Damage> MeaningfulBits(SimDisk disk)
    {
        foreach (string file in disk.Names)
        {
            byte[] contents = disk.ReadAll(file);
            for (int offset = 0; offset < contents.Length; offset++)
            {
                bool saysSomething = contents[offset] is not 0 and not (byte)'x';
                for (int bit = 0; bit < 8; bit++)
                {
                    if (saysSomething || file == LoadedSnapshot.FileName || DamagedStore.IsArchive(file) || (offset % 8 == 3 && bit == offset / 8 % 8))
                    {
                        yield return new Damage(file, DamageKind.Bit, offset * 8 + bit);
                    }
                }
            }
        }
    }

    private static IEnumerable<Damage> Pairs(DamagedStore store, Random random, int count)
    {
        for (int i = 0; i < count; i++)
        {
            MappedFrame frame = store.Frames[random.Next(store.Frames.Count)];
            int first = random.Next(frame.Length * 8);
            int second = random.Next(frame.Length * 8 - 1);
            second += second >= first ? 1 : 0;
            yield return new Damage(frame.File, DamageKind.BitPair, frame.Offset * 8 + first, frame.Offset * 8 + second);
        }
    }

    /// <summary>Pairs of bits of each archive, and each of its words with each that is near.</summary>
    private static IEnumerable<Damage> InArchives(SimDisk disk, Random random, int pairs)
    {
        foreach (string file in disk.Names.Where(DamagedStore.IsArchive))
        {
            int lengthBytes = disk.ReadAll(file).Length;
            for (int i = 0; i < pairs; i++)
            {
                int first = random.Next(lengthBytes * 8);
                int second = random.Next(lengthBytes * 8 - 1);
                second += second >= first ? 1 : 0;
                yield return new Damage(file, DamageKind.BitPair, first, second);
            }
            int words = lengthBytes / 8;
            for (int i = 0; i < words; i++)
            {
                for (int j = i + 1; j < Math.Min(i + 8, words); j++)
                {
                    yield return new Damage(file, DamageKind.WordsExchanged, i, j);
                }
            }
        }
    }

    /// <summary>All pairs of words of the smallest frames, and each word of the others with the one after it.</summary>
    private static IEnumerable<Damage> Words(DamagedStore store)
    {
        foreach (MappedFrame frame in store.Frames)
        {
            // A log's first frame begins behind 64 unused bytes.
            int firstWord = frame.Offset / 8;
            int words = frame.Length / 8;
            bool tryAll = frame.Kind != BatchKind.Records || frame == store.Frames.First(other => other.Kind == BatchKind.Records);
            for (int i = 0; i < words; i++)
            {
                for (int j = i + 1; j < (tryAll ? words : Math.Min(i + 2, words)); j++)
                {
                    yield return new Damage(frame.File, DamageKind.WordsExchanged, firstWord + i, firstWord + j);
                }
            }
        }
    }
}
