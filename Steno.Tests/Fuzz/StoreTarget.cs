using System.Buffers.Binary;
using Steno.Json;
using Steno.Store;
using Steno.Store.Log;
using Steno.Tests.Fixtures;
using Steno.Tests.Disk;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;

namespace Steno.Tests.Fuzz;

/// <summary>A part of a store that is read from its files. The corpus are the fixtures of every format.</summary>
internal abstract class StoreTarget : FuzzTarget
{
    /// <summary>Pages, buffers and what the simulated disk notes, whatever the size of the store.</summary>
    private const long FixedBytes = 4 << 20;
    private static readonly Lazy<List<byte[]>> s_corpus = new(ReadFixtures);
    private int _count;

    public override IReadOnlyList<byte[]> Corpus => s_corpus.Value;

    public override int NormalInputs => 1_200;

    public override long AllowedBytes(byte[] input) => FixedBytes + (4L * StoreImage.Unpack(input).TotalBytes);

    public override byte[] Mutate(Random random, byte[] input)
    {
        StoreImage image = StoreImage.Unpack(input);
        for (int changes = 1 + random.Next(3); changes > 0; changes--)
        {
            Change(random, image);
        }
        return image.Pack();
    }

    public override bool Read(byte[] input, Action<Action> isMeasured)
    {
        SimDisk disk = StoreImage.Unpack(input).ToDisk();
        UInt128 before = disk.Fingerprint();
        FasterSecStore? store = null;
        StoreVerification? found = null;
        isMeasured(() =>
        {
            Refusable(() => store = FasterSecStore.Open(Lives.Options with { ReadOnly = true }, disk));
            Refusable(() => found = FasterSecStore.Verify(Lives.Options, disk));
        });
        // Damage before a snapshot is not looked at by an open; whatever verify calls sound must open.
        Assert.True(store is not null || found is not { IsSound: true }, "sound, and does not open");
        string? text = store is null ? null : ReadAll(store);
        Assert.Equal(before, disk.Fingerprint());
        if (++_count % 8 == 0)
        {
            OpenForWriting(disk, text);
        }
        return store is not null;
    }

    protected abstract void Change(Random random, StoreImage image);

    /// <summary>One of the files with such a name; when all of them are gone, an empty one.</summary>
    protected static string AnyFile(Random random, StoreImage image, string prefix)
    {
        string[] names = [.. image.Files.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];
        if (names.Length > 0)
        {
            return names[random.Next(names.Length)];
        }
        string missing = prefix == SuperblockFile.Name ? prefix : SegmentFiles.Name(0);
        image.Files[missing] = [];
        return missing;
    }

    private static string? ReadAll(FasterSecStore store)
    {
        try
        {
            return StoreText.Of(store).GetAwaiter().GetResult();
        }
        catch (Exception refusal) when (refusal is SecStoreException or StenoJsonException)
        {
            return null;
        }
        finally
        {
            store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>An owner cuts off what is torn and goes on: what it finds is what a reader found, also the next time.</summary>
    private static void OpenForWriting(SimDisk disk, string? text)
    {
        long usedBytes = disk.UsedBytes;
        for (int life = 0; life < 2; life++)
        {
            FasterSecStore? store = null;
            if (Refusable(() => store = FasterSecStore.Open(Lives.Options, disk)))
            {
                // Whoever can only read may still read a store whose numbers leave no room for another life.
                return;
            }
            try
            {
                string found = StoreText.Of(store!).GetAwaiter().GetResult();
                Assert.True(text is null || found == text, $"life {life} found other records than a reader");
            }
            catch (Exception refusal) when (refusal is SecStoreException or StenoJsonException)
            {
                Assert.True(text is null, $"life {life} refused what a reader took: {refusal}");
            }
            Refusable(() => store!.DisposeAsync().AsTask().GetAwaiter().GetResult());
        }
        Assert.True(disk.UsedBytes <= usedBytes + (3L << 20), $"the store grew from {usedBytes:N0} to {disk.UsedBytes:N0} bytes");
    }

    /// <summary>Whether it was refused, with a typed error.</summary>
    private static bool Refusable(Action action)
    {
        try
        {
            action();
            return false;
        }
        catch (SecStoreException)
        {
            return true;
        }
    }

    private static List<byte[]> ReadFixtures()
    {
        var corpus = new List<byte[]>();
        foreach (FixtureSet set in FixtureSet.Versions.Select(FixtureSet.Of))
        {
            // Those in large parts are slow to read and have nothing that the others lack.
            foreach (Fixture fixture in set.Fixtures.Where(fixture => fixture.Files.Count <= 6))
            {
                using var work = new TemporaryDirectory();
                set.Unpack(fixture, work["store"]);
                var image = new StoreImage();
                foreach (string name in FixtureSet.NamesIn(work["store"]))
                {
                    image.Files[name] = File.ReadAllBytes(Path.Combine(work["store"], name));
                }
                corpus.Add(image.Pack());
            }
        }
        return corpus;
    }
}

/// <summary>Segments and the batches in them.</summary>
internal sealed class LogTarget : StoreTarget
{
    public override string Name => "log";

    protected override void Change(Random random, StoreImage image)
    {
        string name = AnyFile(random, image, "segment-");
        byte[] segment = image.Files[name];
        List<int> batches = StoreImage.BatchesIn(segment);
        if (batches.Count == 0 || random.Next(12) == 0)
        {
            ChangeFiles(random, image, name);
            return;
        }
        int start = batches[random.Next(batches.Count)];
        int bodyBytes = Math.Clamp(BinaryPrimitives.ReadInt32LittleEndian(segment.AsSpan(start + 64)), 0, segment.Length - start - BatchHeader.SizeBytes);
        switch (random.Next(8))
        {
            case 0 or 1:
                Mutator.ChangeInPlace(random, segment.AsSpan(start, BatchHeader.SizeBytes));
                break;
            case 2 or 3 when bodyBytes > 0:
                Mutator.ChangeInPlace(random, segment.AsSpan(start + BatchHeader.SizeBytes, bodyBytes));
                break;
            case 4 when bodyBytes > RecordCodec.HeaderBytes:
                // A record's own header: kind, detail, length, link, saga, node.
                Mutator.ChangeInPlace(random, segment.AsSpan(start + BatchHeader.SizeBytes, RecordCodec.HeaderBytes));
                break;
            case 5:
                // Another batch in its place, with its own checksum or as if it belonged there.
                int other = batches[random.Next(batches.Count)];
                int length = Math.Min(BatchHeader.SizeBytes + bodyBytes, segment.Length - Math.Max(other, start));
                segment.AsSpan(other, length).ToArray().CopyTo(segment.AsSpan(start));
                if (random.Next(2) == 0)
                {
                    BinaryPrimitives.WriteInt64LittleEndian(segment.AsSpan(start + 48), start - LogLayout.EntryWordBytes);
                }
                break;
            case 6:
                segment.AsSpan(start - LogLayout.EntryWordBytes, Math.Min(512, segment.Length - start)).Clear();
                return;
            default:
                Mutator.ChangeInPlace(random, segment.AsSpan(start - LogLayout.EntryWordBytes, LogLayout.EntryWordBytes));
                break;
        }
        if (random.Next(8) != 0)
        {
            StoreImage.SealBatch(segment, start);
        }
    }

    private static void ChangeFiles(Random random, StoreImage image, string name)
    {
        switch (random.Next(5))
        {
            case 0:
                image.Files[name] = image.Files[name][..random.Next(image.Files[name].Length + 1)];
                break;
            case 1:
                image.Files.Remove(name);
                break;
            case 2:
                image.Files[AnyFile(random, image, "segment-")] = [.. image.Files[name]];
                break;
            case 3:
                image.Files[SegmentFiles.Name(random.Next(12))] = [.. image.Files[name]];
                break;
            default:
                Mutator.ChangeInPlace(random, image.Files[name]);
                break;
        }
    }
}

/// <summary>The two slots of the superblock.</summary>
internal sealed class SuperblockTarget : StoreTarget
{
    private const int FieldsEnd = 112;

    public override string Name => "superblock";

    protected override void Change(Random random, StoreImage image)
    {
        byte[] file = image.Files[AnyFile(random, image, SuperblockFile.Name)];
        int slot = random.Next(2) * 65_536;
        if (file.Length < slot + Superblock.SizeBytes || random.Next(20) == 0)
        {
            image.Files[SuperblockFile.Name] = Mutator.Mutate(random, file, file);
            return;
        }
        Span<byte> bytes = file.AsSpan(slot, Superblock.SizeBytes);
        Mutator.ChangeInPlace(random, bytes[..(random.Next(8) == 0 ? Superblock.SizeBytes : FieldsEnd)]);
        StoreImage.Seal(bytes);
        if (random.Next(2) == 0)
        {
            bytes.ToArray().CopyTo(file.AsSpan(65_536 - slot)); // both say so
        }
    }
}

/// <summary>The index snapshot.</summary>
internal sealed class SnapshotTarget : StoreTarget
{
    private static readonly Lazy<List<byte[]>> s_withSnapshot = new(() => [.. new LogTarget().Corpus.Where(input => StoreImage.Unpack(input).Files.ContainsKey(LoadedSnapshot.FileName))]);

    public override string Name => "snapshot";

    public override IReadOnlyList<byte[]> Corpus => s_withSnapshot.Value;

    protected override void Change(Random random, StoreImage image)
    {
        byte[] file = image.Files.TryGetValue(LoadedSnapshot.FileName, out byte[]? there) ? there : [];
        if (random.Next(6) == 0 || file.Length < SnapshotFormat.HeaderBytes)
        {
            file = Mutator.Mutate(random, file, file);
        }
        else
        {
            Mutator.ChangeInPlace(random, file.AsSpan(random.Next(3) == 0 ? 0 : SnapshotFormat.HeaderBytes));
        }
        if (random.Next(8) != 0)
        {
            Seal(file);
        }
        image.Files[LoadedSnapshot.FileName] = file;
    }

    /// <summary>Gives the header and every block that can be found the checksum that fits it.</summary>
    private static void Seal(byte[] file)
    {
        if (file.Length < SnapshotFormat.HeaderBytes)
        {
            return;
        }
        SnapshotFormat.SealHeader(file);
        int offset = SnapshotFormat.HeaderBytes;
        for (int number = 0; offset + SnapshotFormat.BlockHeaderBytes <= file.Length; number++)
        {
            int count = SnapshotFormat.ReadEntryCount(file.AsSpan(offset));
            long bodyBytes = count == 0 ? SnapshotFormat.EndBytes : (long)count * SnapshotFormat.EntryBytes;
            if (count < 0 || offset + SnapshotFormat.BlockHeaderBytes + bodyBytes > file.Length)
            {
                return;
            }
            SnapshotFormat.WriteBlockHeader(file.AsSpan(offset), number, count, (int)bodyBytes);
            offset += SnapshotFormat.BlockHeaderBytes + (int)bodyBytes;
        }
    }
}
