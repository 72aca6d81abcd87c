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
    public enum Ending { Sealed, KilledIdle, KilledBusy }

    private sealed record Case(SimDisk Disk, SimDisk EarlierLife, string[] Allowed);

    [Theory]
    [InlineData(Ending.Sealed)]
    [InlineData(Ending.KilledIdle)]
    [InlineData(Ending.KilledBusy)]
    public async Task Open_WithAnyByteFlipped_RefusesOrHoldsTheAcknowledged(Ending ending)
    {
        Case scene = await Scene(ending, blockSizeBytes: 512, sagasPerLife: 1);
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
            UInt128 before = disk.Fingerprint();
            StoreVerification found = FasterSecStore.Verify(Lives.Options, disk);
            bool opens = Record.Exception(() => FasterSecStore.Open(Lives.Options with { ReadOnly = true }, disk)) is null;
            Assert.True(found.IsSound == opens, $"{damage.Name}: sound {found.IsSound}, opens {opens}");
            Assert.Equal(before, disk.Fingerprint());
        });
    }

    [Fact]
    public async Task Read_OfABatchDamagedUnderAnOpenStore_IsRefusedOrRight()
    {
        // Large enough that the first batches are no longer in memory.
        List<SagaRecord[]> calls = Lives.Calls(0, 4, payloadBytes: 30_000);
        string expected = (await Lives.Texts(calls))[^1];
        var disk = new SimDisk();
        await using FasterSecStore store = FasterSecStore.Open(Lives.Options, disk);
        await Lives.WriteAll(store, calls);
        string name = SegmentFiles.Name(0);
        byte[] good = disk.ReadAll(name);
        int refused = 0;
        for (int offset = 0; offset < 4096; offset += 3)
        {
            byte[] bad = [.. good];
            bad[offset] ^= 0x40;
            disk.Put(name, bad);
            try
            {
                Assert.Equal(expected, await StoreText.Of(store));
            }
            catch (StoreCorruptedException error)
            {
                Assert.EndsWith(name, error.File, StringComparison.Ordinal);
                refused++;
            }
        }
        Assert.True(refused > 100, $"only {refused} refused");
        disk.Put(name, good);
        Assert.Equal(expected, await StoreText.Of(store));
    }

    private static async Task<Case> Scene(Ending ending, int blockSizeBytes, int sagasPerLife = 2)
    {
        List<SagaRecord[]> before = Lives.Calls(0, sagasPerLife);
        List<SagaRecord[]> after = Lives.Calls(sagasPerLife, sagasPerLife);
        FasterSecStoreOptions options = Lives.Options with { BlockSizeBytes = blockSizeBytes };
        SimDisk disk = await Lives.Sealed(before, options);
        SimDisk earlier = disk.Clone();
        disk = ending switch
        {
            Ending.Sealed => await Lives.Sealed(after, options, disk),
            Ending.KilledIdle => await Lives.KilledIdle(after, options, disk),
            _ => await Lives.KilledBusy(after, options, disk),
        };
        List<string> texts = await Lives.Texts([.. before, .. after]);
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
        UInt128 before = disk.Fingerprint();
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
