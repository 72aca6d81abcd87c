using System.Buffers.Binary;
using Steno.Store;
using Steno.Store.Log;
using Steno.Tests.Simulation;

namespace Steno.Tests.Stores;

/// <summary>
/// Batches whose checksum fits and that are wrong all the same: of another generation, place or store, or with a record that
/// does not continue its saga. A checksum says that bytes are as they were written, and not that they belong here.
/// </summary>
public sealed class ResealedBatchTests
{
    private const int HeaderGeneration = 32, HeaderSequence = 40, HeaderAddress = 48, HeaderRecordCount = 68, RecordPrevious = 8;

    [Fact]
    public async Task Open_WithABatchOfAnotherGeneration_IsRefused()
        => await RefuseEach(kind => kind != BatchKind.Open, (batch, _) => Add(batch.AsSpan(HeaderGeneration), 1), (batch, _) => Add(batch.AsSpan(HeaderGeneration), -1));

    [Fact]
    public async Task Open_WithAnOpeningOfAnEarlierGeneration_IsRefused()
        => await RefuseEach(kind => kind == BatchKind.Open, (batch, _) => Add(batch.AsSpan(HeaderGeneration), -1));

    [Fact]
    public async Task Open_WithABatchOfAnotherPlace_IsRefused()
        => await RefuseEach(_ => true, (batch, _) => Add(batch.AsSpan(HeaderSequence), 1), (batch, _) => Add(batch.AsSpan(HeaderAddress), 512));

    [Fact]
    public async Task Open_WithABatchOfAnotherStore_IsRefused()
        => await RefuseEach(_ => true, (batch, _) => batch[16] ^= 1);

    [Fact]
    public async Task Open_WithABatchThatCountsItsRecordsWrongly_IsRefused()
        => await RefuseEach(kind => kind == BatchKind.Records, (batch, _) => batch[HeaderRecordCount]++, (batch, _) => batch[HeaderRecordCount]--);

    /// <summary>The third record of a saga links to its first.</summary>
    [Fact]
    public async Task Open_WithAChainThatSkipsARecord_IsRefused()
        => await RefuseEach(kind => kind == BatchKind.Records, (batch, create) =>
        {
            Span<byte> previous = batch.AsSpan(BatchHeader.SizeBytes + RecordPrevious);
            if (BinaryPrimitives.ReadUInt64LittleEndian(previous) is var link && (link == create || link == RecordAddress.None.Packed))
            {
                return; // the create itself, and the record that does follow it
            }
            BinaryPrimitives.WriteUInt64LittleEndian(previous, create);
        });

    /// <summary>Every page of a batch that lies on several has its own checksum.</summary>
    [Fact]
    public async Task Open_WithDamageInAnyPageOfALargeBatch_IsRefused()
    {
        FasterSecStoreOptions options = Lives.Options with { SegmentSizeBytes = 256 << 10 };
        var disk = new SimDisk();
        await Lives.Sealed([[SagaRecord.Create(Sample.Create(Sample.Id(1), $"\"{new string('x', 600_000)}\""))]], options, disk);
        int pages = 0;
        foreach (string name in disk.Names.Where(name => name.StartsWith("segment-", StringComparison.Ordinal)))
        {
            byte[] bytes = disk.ReadAll(name);
            int used = bytes.AsSpan().LastIndexOf((byte)'x');
            for (int page = 0; page < used; page += 64 << 10)
            {
                SimDisk damaged = disk.Clone();
                int at = Math.Min(page + (60 << 10), used);
                damaged.Overwrite(name, at, [(byte)(bytes[at] ^ 1)]);
                Assert.Equal(Path.Combine(disk.Directory, name), Assert.Throws<StoreCorruptedException>(() => FasterSecStore.Open(options, damaged)).File);
                pages++;
            }
        }
        Assert.True(pages >= 9);
    }

    /// <param name="batch">The batch's header and body.</param>
    /// <param name="create">The address of the first record of the saga of its first record.</param>
    private delegate void Change(byte[] batch, ulong create);

    private static async Task RefuseEach(Func<BatchKind, bool> isMeant, params Change[] changes)
    {
        // Two lives, so that every generation has one before it or after it.
        SimDisk sound = await Lives.Sealed(Lives.Calls(0, 2));
        await Lives.Sealed(Lives.Calls(2, 2), disk: sound);
        string name = SegmentFiles.Name(0);
        byte[] file = sound.ReadAll(name);
        var creates = new Dictionary<Guid, ulong>();
        int changed = 0;
        for (int block = 0; block < file.Length; block += 512)
        {
            int frame = block == 0 ? (int)LogLayout.FirstAddress : block;
            int start = frame + LogLayout.EntryWordBytes;
            if (!BatchHeader.TryParse(file.AsSpan(start), out BatchHeader header))
            {
                continue;
            }
            byte[] batch = file.AsSpan(start, BatchHeader.SizeBytes + header.BodyBytes).ToArray();
            ulong create = 0;
            if (header.BodyBytes > 0 && RecordCodec.TryDecode(batch.AsSpan(BatchHeader.SizeBytes), out RecordView record, out _)
                && !creates.TryGetValue(record.SagaId.Value, out create))
            {
                creates[record.SagaId.Value] = create = RecordAddress.At(frame, 0).Packed;
            }
            foreach (Change change in isMeant(header.Kind) ? changes : [])
            {
                byte[] other = [.. batch];
                change(other, create);
                if (other.AsSpan().SequenceEqual(batch))
                {
                    continue;
                }
                BinaryPrimitives.WriteUInt32LittleEndian(other.AsSpan(12), BatchHeader.Checksum(other));
                SimDisk disk = sound.Clone();
                disk.Overwrite(name, start, other);
                UInt128 before = disk.Fingerprint();
                foreach (bool isReadOnly in (bool[])[true, false])
                {
                    Exception? refusal = Record.Exception(() => FasterSecStore.Open(Lives.Options with { ReadOnly = isReadOnly }, disk));
                    Assert.True(refusal is StoreCorruptedException, $"{header.Kind} batch {header.Sequence} at byte {start}: {refusal?.ToString() ?? "was taken"}");
                }
                Assert.NotEmpty(FasterSecStore.Verify(Lives.Options, disk).Damages);
                Assert.Equal(before, disk.Fingerprint());
                changed++;
            }
        }
        Assert.True(changed >= 2, $"only {changed} batches were changed");
    }

    private static void Add(Span<byte> number, long by) => BinaryPrimitives.WriteInt64LittleEndian(number, BinaryPrimitives.ReadInt64LittleEndian(number) + by);
}
