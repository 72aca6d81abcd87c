using System.Collections.Concurrent;
using Steno.Store;
using Steno.Store.Log;
using Steno.Tests.Simulation;

namespace Steno.Tests.Stores;

/// <summary>
/// One damage at a time, everywhere: the open either refuses, naming file and offset and changing nothing, or the store holds
/// exactly what was acknowledged. Only the last batch of a store that died while busy may look torn.
/// </summary>
public sealed class DamageTests
{
    private static readonly List<SagaRecord[]> s_earlier = Lives.Calls(0, 2);
    private static readonly List<SagaRecord[]> s_later = Lives.Calls(2, 2);

    public enum Ending { Sealed, KilledIdle, KilledBusy }

    private sealed record Case(SimDisk Disk, SimDisk EarlierLife, string[] Allowed);

    [Theory]
    [InlineData(Ending.Sealed)]
    [InlineData(Ending.KilledIdle)]
    [InlineData(Ending.KilledBusy)]
    public async Task Open_WithAnyByteFlipped_RefusesOrHoldsTheAcknowledged(Ending ending)
    {
        Case scene = await Scene(ending, blockSizeBytes: 512);
        await Check(scene, Flips(scene.Disk), everyNthForWriting: 5);
    }

    [Theory]
    [InlineData(Ending.Sealed, 512)]
    [InlineData(Ending.KilledIdle, 512)]
    [InlineData(Ending.KilledBusy, 512)]
    [InlineData(Ending.Sealed, 4096)]
    [InlineData(Ending.KilledIdle, 4096)]
    [InlineData(Ending.KilledBusy, 4096)]
    public async Task Open_WithAnyBlockZeroedSwappedCopiedOrStale_RefusesOrHoldsTheAcknowledged(Ending ending, int blockSizeBytes)
    {
        Case scene = await Scene(ending, blockSizeBytes);
        await Check(scene, Blocks(scene, blockSizeBytes), everyNthForWriting: 1);
    }

    [Theory]
    [InlineData(Ending.Sealed)]
    [InlineData(Ending.KilledIdle)]
    public async Task Verify_WithAnyBlockZeroed_ReportsIt(Ending ending)
    {
        Case scene = await Scene(ending, blockSizeBytes: 512);
        Parallel.ForEach(Blocks(scene, 512).Where(damage => damage.Name.StartsWith("zero segment", StringComparison.Ordinal)), damage =>
        {
            SimDisk disk = scene.Disk.Clone();
            damage.Apply(disk);
            string before = disk.Fingerprint();
            StoreVerification found = FasterSecStore.Verify(Lives.Options, disk);
            bool opens = Record.Exception(() => FasterSecStore.Open(Lives.Options with { ReadOnly = true }, disk)) is null;
            Assert.True(found.IsSound == opens, $"{damage.Name}: sound {found.IsSound}, opens {opens}");
            Assert.Equal(before, disk.Fingerprint());
        });
    }

    private static async Task<Case> Scene(Ending ending, int blockSizeBytes)
    {
        FasterSecStoreOptions options = Lives.Options with { BlockSizeBytes = blockSizeBytes };
        SimDisk disk = await Lives.Sealed(s_earlier, options);
        SimDisk earlier = disk.Clone();
        disk = ending switch
        {
            Ending.Sealed => await Lives.Sealed(s_later, options, disk),
            Ending.KilledIdle => await Lives.KilledIdle(s_later, options, disk),
            _ => await Lives.KilledBusy(s_later, options, disk),
        };
        List<string> texts = await Lives.Texts([.. s_earlier, .. s_later]);
        Assert.Equal(texts[^1], await Lives.Text(disk.Clone(), options));
        return new Case(disk, earlier, ending == Ending.KilledBusy ? [texts[^1], texts[^2]] : [texts[^1]]);
    }

    private readonly record struct Damage(string Name, Action<SimDisk> Apply);

    private static IEnumerable<Damage> Flips(SimDisk disk)
    {
        foreach ((string name, int usedBytes) in Lives.UsedParts(disk))
        {
            byte[] contents = disk.ReadAll(name);
            int end = Math.Min(contents.Length, (usedBytes + 511) / 512 * 512);
            for (int offset = 0; offset < end; offset++)
            {
                if (name == SuperblockFile.Name && offset is >= Superblock.SizeBytes and < 65_536)
                {
                    continue; // between the slots: never read
                }
                foreach (byte mask in (byte[])[0xFF, (byte)(1 << (offset % 8))])
                {
                    int at = offset;
                    yield return new Damage($"flip {name} @{at} ^{mask:X2}", target =>
                    {
                        byte[] bytes = target.ReadAll(name);
                        bytes[at] ^= mask;
                        target.Put(name, bytes);
                    });
                }
            }
        }
    }

    private static IEnumerable<Damage> Blocks(Case scene, int blockBytes)
    {
        foreach ((string name, int usedBytes) in Lives.UsedParts(scene.Disk))
        {
            byte[] contents = scene.Disk.ReadAll(name);
            byte[] stale = scene.EarlierLife.Names.Contains(name) ? scene.EarlierLife.ReadAll(name) : new byte[contents.Length];
            int[] blocks = [.. Enumerable.Range(0, (usedBytes + blockBytes - 1) / blockBytes)
                .Where(block => contents.AsSpan(block * blockBytes, blockBytes).ContainsAnyExcept((byte)0))];
            Damage Change(string what, Action<byte[]> change) => new($"{what} of {name}", target =>
            {
                byte[] bytes = target.ReadAll(name);
                change(bytes);
                target.Put(name, bytes);
            });
            foreach (int block in blocks)
            {
                int at = block * blockBytes;
                yield return Change("zero", bytes => bytes.AsSpan(at, blockBytes).Clear()) with { Name = $"zero {name} @{at}" };
                yield return Change($"stale @{at}", bytes => stale.AsSpan(at, blockBytes).CopyTo(bytes.AsSpan(at)));
                yield return Change($"all ones @{at}", bytes => bytes.AsSpan(at, blockBytes).Fill(0xFF));
                foreach (int other in blocks.Where(other => other != block))
                {
                    int from = other * blockBytes;
                    yield return Change($"copy @{from} to @{at}", bytes => bytes.AsSpan(from, blockBytes).CopyTo(bytes.AsSpan(at)));
                    if (other > block)
                    {
                        yield return Change($"swap @{at} with @{from}", bytes =>
                        {
                            byte[] kept = bytes.AsSpan(at, blockBytes).ToArray();
                            bytes.AsSpan(from, blockBytes).CopyTo(bytes.AsSpan(at));
                            kept.CopyTo(bytes.AsSpan(from));
                        });
                    }
                }
            }
        }
    }

    private static async Task Check(Case scene, IEnumerable<Damage> damages, int everyNthForWriting)
    {
        var wrong = new ConcurrentQueue<string>();
        int count = 0;
        await Parallel.ForEachAsync(damages, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (damage, _) =>
        {
            SimDisk disk = scene.Disk.Clone();
            damage.Apply(disk);
            await Judge(scene, disk, damage.Name, Lives.Options with { ReadOnly = true }, wrong);
            if (Interlocked.Increment(ref count) % everyNthForWriting == 0)
            {
                await Judge(scene, disk, damage.Name, Lives.Options, wrong);
            }
        });
        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {count} damages:\n" + string.Join('\n', wrong.Take(20)));
        Assert.True(count > 100);
    }

    private static async Task Judge(Case scene, SimDisk disk, string damage, FasterSecStoreOptions options, ConcurrentQueue<string> wrong)
    {
        string before = disk.Fingerprint();
        string how = options.ReadOnly ? "read-only" : "for writing";
        try
        {
            string text = await Lives.Text(disk, options);
            if (!scene.Allowed.Contains(text))
            {
                wrong.Enqueue($"{damage}, opened {how}: holds other records than the acknowledged");
            }
        }
        catch (StoreCorruptedException error)
        {
            if (error.OffsetBytes < 0 || !error.File.StartsWith("/sim/store/", StringComparison.Ordinal) || disk.Fingerprint() != before)
            {
                wrong.Enqueue($"{damage}, opened {how}: refused wrongly or changed something: {error.Message}");
            }
        }
        catch (Exception error)
        {
            wrong.Enqueue($"{damage}, opened {how}: {error.GetType().Name}: {error.Message}");
        }
    }
}
