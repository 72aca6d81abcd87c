using Steno.Store;
using Steno.Store.Archives;
using Steno.Store.Log;
using Steno.Tests.PowerLoss;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;
using Xunit.Abstractions;

namespace Steno.Tests.Damages;

/// <summary>Sectors that were lost, overwritten, duplicated or exchanged, and files that are not the ones they should be.</summary>
public sealed class SectorAndFileTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Sector_ZeroedFilledCopiedOrExchanged_IsNoticedWhereItCounts()
    {
        DamagedStore store = await DamagedStore.Make();
        var run = new DamageRun(store, nameof(SectorAndFileTests));
        await run.Try(Sectors(store));
        output.WriteLine(run.ToString());
        Assert.True(run.Count > 1_500 || Environment.GetEnvironmentVariable("STENO_CASE") is not null, $"only {run.Count}");
    }

    [Fact]
    public async Task File_MissingCutLengthenedRenamedOrAnotherStores_IsRefusedReportedOrHarmless()
    {
        DamagedStore store = await DamagedStore.Make();
        DamagedStore other = await DamagedStore.Make(storeNumber: 2);
        DamagedStore earlier = await DamagedStore.Make(lives: 2);
        var wrong = new List<string>();
        var outcomes = new Dictionary<DamageOutcome, int>();
        foreach ((string name, DamageOutcome[] allowed, Action<SimDisk> apply) in Files(store, other.Disk, earlier.Disk))
        {
            foreach (bool opensForWriting in (bool[])[false, true])
            {
                SimDisk disk = store.Disk.Clone();
                apply(disk);
                try
                {
                    (DamageOutcome outcome, _) = await store.Judge(disk, opensForWriting);
                    outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
                    if (!allowed.Contains(outcome))
                    {
                        wrong.Add($"{name}: {outcome}, expected {string.Join(" or ", allowed)}");
                    }
                }
                catch (NotAStoreException) when (name.StartsWith("superblock", StringComparison.Ordinal))
                {
                    // Without its superblock and with files that no store has, it is no store any more.
                }
                catch (Exception violation)
                {
                    wrong.Add($"{name}: {violation.GetType().Name}: {violation.Message}");
                }
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        output.WriteLine(string.Join(", ", outcomes.Select(pair => $"{pair.Key} {pair.Value}")));
        Assert.True(outcomes.Values.Sum() > 80, "too few cases");
    }

    /// <summary>Two copies of a store went on in different ways; then a segment of the one came beside the snapshot of the other. Each file is intact, and reads are refused: verification must not call that sound.</summary>
    [Fact]
    public async Task Snapshot_OfADivergedCopy_IsNamedByVerification()
    {
        FasterSecStoreOptions options = SmallStore.OptionsOf(512);
        SimDisk shared = SmallStore.Create(SmallStore.PageSizeBytes, 512, new Guid("5eed5eed-0000-4000-8000-00000000000d"));
        await Lives.Sealed([[SagaRecord.Create(Sample.Create(Sample.Id(1)))], [SagaRecord.Create(Sample.Create(Sample.Id(2)))]], options, shared);
        var copies = new List<SimDisk>();
        for (int number = 1; number <= 2; number++)
        {
            SimDisk copy = shared.Clone();
            await using FasterSecStore store = FasterSecStore.Open(options, copy);
            await store.RecordEventAsync(Sample.Started(Sample.Id(number))).Ends();
            await store.TakeSnapshotAsync().Ends();
            copies.Add(copy);
        }
        Assert.All(copies, copy => Assert.True(FasterSecStore.Verify(options, copy).IsSound));
        copies[0].Put(SegmentFiles.Name(0), copies[1].ReadAll(SegmentFiles.Name(0)));
        StoreDamage damage = Assert.Single(FasterSecStore.Verify(options, copies[0]).Damages);
        Assert.EndsWith(LoadedSnapshot.FileName, damage.File, StringComparison.Ordinal);
        Assert.Contains(Sample.Id(1).ToString(), damage.Reason, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreCorruptedException>(() => Lives.Text(copies[0], options with { ReadOnly = true }));
    }

    /// <summary>A batch of several parts is lost with any of them: its sagas are named, and what links to it is explained, not held against an intact batch.</summary>
    [Fact]
    public async Task LaterPartOfABatch_Damaged_IsTheOnlyDamageNamed()
    {
        DamagedStore store = await DamagedStore.Make();
        MappedFrame[] laterParts = [.. store.Frames.Where(frame => frame.Address != frame.BatchStart)];
        Assert.True(laterParts.Length >= 5, "too few batches of several parts");
        foreach (MappedFrame frame in laterParts)
        {
            SimDisk disk = store.Disk.Clone();
            new Damage(frame.File, DamageKind.Bit, (frame.Offset + LogLayout.FrameOverheadBytes) * 8).Apply(disk);
            (_, IReadOnlyList<StoreDamage> damages) = await store.Judge(disk, opensForWriting: false);
            StoreDamage damage = Assert.Single(damages, damage => damage.File.EndsWith(".log", StringComparison.Ordinal));
            Assert.EndsWith(frame.File, damage.File, StringComparison.Ordinal);
            Assert.Equal(frame.Offset, damage.OffsetBytes);
            Assert.Equal(frame.Sagas, damage.Sagas);
        }
    }

    private static IEnumerable<Damage> Sectors(DamagedStore store)
    {
        foreach (string file in store.Disk.Names.Where(file => file.StartsWith("segment-", StringComparison.Ordinal) || file == SuperblockFile.Name || DamagedStore.IsArchive(file)))
        {
            byte[] contents = store.Disk.ReadAll(file);
            int[] used = [.. Enumerable.Range(0, contents.Length / SimFile.SectorBytes).Where(sector => contents.AsSpan(sector * SimFile.SectorBytes, SimFile.SectorBytes).ContainsAnyExcept((byte)0))];
            var random = new Random(used.Length);
            foreach (int sector in used)
            {
                yield return new Damage(file, DamageKind.SectorZeroed, sector);
                yield return new Damage(file, DamageKind.SectorFilled, sector);
                // Two sectors of the two slots, exchanged, are both slots lost.
                foreach (int partner in file == SuperblockFile.Name ? [] : Partners(sector, used, random))
                {
                    yield return new Damage(file, DamageKind.SectorCopied, sector, partner);
                    yield return new Damage(file, DamageKind.SectorsExchanged, sector, partner);
                }
            }
        }
    }

    /// <summary>The neighbours, and some far away.</summary>
    private static IEnumerable<int> Partners(int sector, int[] used, Random random)
        => ((int[])[sector - 1, sector + 1, .. Enumerable.Range(0, 6).Select(_ => used[random.Next(used.Length)])]).Where(partner => partner != sector && used.Contains(partner)).Distinct();

    private static IEnumerable<(string Name, DamageOutcome[] Allowed, Action<SimDisk> Apply)> Files(DamagedStore store, SimDisk other, SimDisk earlier)
    {
        DamageOutcome[] refused = [DamageOutcome.Refused], harmless = [DamageOutcome.Harmless], reported = [DamageOutcome.Reported];
        string[] segments = [.. store.Disk.Names.Where(name => name.StartsWith("segment-", StringComparison.Ordinal))];
        int segmentBytes = (int)store.Superblock.Layout.SegmentSizeBytes;
        foreach (string segment in segments)
        {
            // The last one is prepared and nothing is in it yet.
            DamageOutcome[] refusedIfUsed = store.Frames.Any(frame => frame.File == segment) ? refused : harmless;
            yield return ($"{segment} missing", refused, disk => disk.Remove(segment));
            foreach (int length in (int[])[0, 1, 511, 512, 4096, segmentBytes / 2, segmentBytes - 512, segmentBytes - 1, segmentBytes + 1, segmentBytes + 512, segmentBytes * 2])
            {
                yield return ($"{segment} of {length} bytes", refused, disk => Resize(disk, segment, length));
            }
            yield return ($"{segment} renamed", refused, disk => Rename(disk, segment, SegmentFiles.Name(7)));
            // The last one may be empty in both.
            yield return ($"{segment} of another store", refusedIfUsed == refused ? refused : [DamageOutcome.Harmless, DamageOutcome.Refused], disk => disk.Put(segment, other.ReadAll(segment)));
            if (earlier.Names.Contains(segment) && refusedIfUsed == refused)
            {
                // Of a copy of the store that went its own way; what it has in common with this one may serve.
                yield return ($"{segment} of another copy's earlier life", [DamageOutcome.Harmless, DamageOutcome.Reported, DamageOutcome.Refused], disk => disk.Put(segment, earlier.ReadAll(segment)));
            }
            yield return ($"{segment} all zeros", refusedIfUsed, disk => disk.Put(segment, new byte[segmentBytes]));
            foreach (string second in segments.Where(second => string.CompareOrdinal(second, segment) > 0))
            {
                yield return ($"{segment} exchanged with {second}", refused, disk => Exchange(disk, segment, second));
                yield return ($"{segment} twice", refused, disk => disk.Put(second, disk.ReadAll(segment)));
            }
            yield return ($"{segment} exchanged with the snapshot", refused, disk => Exchange(disk, segment, LoadedSnapshot.FileName));
            yield return ($"{segment} exchanged with the superblock", refused, disk => Exchange(disk, segment, SuperblockFile.Name));
        }
        yield return ("snapshot missing", harmless, disk => disk.Remove(LoadedSnapshot.FileName));
        int snapshotBytes = store.Disk.ReadAll(LoadedSnapshot.FileName).Length;
        foreach (int length in (int[])[0, 1, 63, 64, 72, snapshotBytes - 1, snapshotBytes + 1, snapshotBytes * 2])
        {
            yield return ($"snapshot of {length} bytes", reported, disk => Resize(disk, LoadedSnapshot.FileName, length));
        }
        yield return ("snapshot of another store", reported, disk => disk.Put(LoadedSnapshot.FileName, other.ReadAll(LoadedSnapshot.FileName)));
        yield return ("snapshot renamed to its temporary name", harmless, disk => Rename(disk, LoadedSnapshot.FileName, LoadedSnapshot.TemporaryName));
        string[] archives = [.. store.Disk.Names.Where(DamagedStore.IsArchive)];
        foreach (string archive in archives)
        {
            yield return ($"{archive} renamed to its temporary name", refused, disk => Rename(disk, archive, archive + ".tmp"));
            yield return ($"{archive} renamed to a number of its own", refused, disk => Rename(disk, archive, $"{SealedArchive.DirectoryName}/{SealedArchive.NameOf(7)}"));
            yield return ($"{archive} all zeros", refused, disk => disk.Put(archive, new byte[store.Disk.ReadAll(archive).Length]));
            yield return ($"{archive} twice its length", refused, disk => Resize(disk, archive, 2 * store.Disk.ReadAll(archive).Length));
            yield return ($"{archive} of another store", refused, disk => disk.Put(archive, other.ReadAll(archive)));
            // The copy sealed the same sagas, at another time perhaps.
            yield return ($"{archive} of another copy's earlier life", [DamageOutcome.Harmless, DamageOutcome.Refused], disk => disk.Put(archive, earlier.ReadAll(archive)));
            yield return ($"{archive} exchanged with the snapshot", refused, disk => Exchange(disk, archive, LoadedSnapshot.FileName));
            yield return ($"{archive} exchanged with {segments[0]}", refused, disk => Exchange(disk, archive, segments[0]));
            yield return ($"{archive} exchanged with the superblock", refused, disk => Exchange(disk, archive, SuperblockFile.Name));
        }
        yield return ("archives exchanged", refused, disk => Exchange(disk, archives[0], archives[1]));
        yield return ("archives missing", refused, disk => Array.ForEach(archives, disk.Remove));
        yield return ("an archive too many", harmless, disk => disk.Put($"{SealedArchive.DirectoryName}/{SealedArchive.NameOf(9)}", disk.ReadAll(archives[0])));
        yield return ("superblock missing", refused, disk => disk.Remove(SuperblockFile.Name));
        foreach (int length in (int[])[0, 1, 4095])
        {
            yield return ($"superblock of {length} bytes", refused, disk => Resize(disk, SuperblockFile.Name, length));
        }
        foreach (int length in (int[])[4096, 65_536, 65_536 + 4095, 65_536 + 4096, 131_072 + 512])
        {
            yield return ($"superblock of {length} bytes", harmless, disk => Resize(disk, SuperblockFile.Name, length));
        }
        yield return ("superblock of another store", refused, disk => disk.Put(SuperblockFile.Name, other.ReadAll(SuperblockFile.Name)));
        yield return ("superblock of another copy's earlier life", [DamageOutcome.Harmless, DamageOutcome.Refused], disk => disk.Put(SuperblockFile.Name, earlier.ReadAll(SuperblockFile.Name)));
        yield return ("superblock renamed", refused, disk => Rename(disk, SuperblockFile.Name, "superblock.old"));
        yield return ("superblock with its slots exchanged", harmless, disk =>
        {
            byte[] slots = disk.ReadAll(SuperblockFile.Name);
            disk.Put(SuperblockFile.Name, [.. slots[65_536..], .. slots[..65_536]]);
        }
        );
        yield return ("lock missing", harmless, disk => disk.Remove("lock"));
        yield return ("lock with contents", harmless, disk => disk.Put("lock", [1, 2, 3]));
        yield return ("a temporary segment too many", harmless, disk => disk.Put(SegmentFiles.Name(9) + SegmentFiles.TemporarySuffix, new byte[600]));
    }

    private static void Resize(SimDisk disk, string name, int length)
    {
        byte[] contents = disk.ReadAll(name);
        Array.Resize(ref contents, length);
        disk.Put(name, contents);
    }

    private static void Rename(SimDisk disk, string from, string to)
    {
        byte[] contents = disk.ReadAll(from);
        disk.Remove(from);
        disk.Put(to, contents);
    }

    private static void Exchange(SimDisk disk, string first, string second)
    {
        byte[] kept = disk.ReadAll(first);
        disk.Put(first, disk.ReadAll(second));
        disk.Put(second, kept);
    }
}
