using System.Buffers.Binary;
using Steno.Store;
using Steno.Store.Archives;
using Steno.Store.Log;
using Steno.Tests.Disk;
using Steno.Tests.Stores;

namespace Steno.Tests.Fixtures;

/// <summary>Stores that earlier code wrote: this code finds in each what its manifest says, and can go on with it.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class FixtureTests : IDisposable
{
    private readonly TemporaryDirectory _work = new();

    public static TheoryData<int, string> Fixtures()
    {
        var data = new TheoryData<int, string>();
        foreach (int version in FixtureSet.Versions)
        {
            foreach (Fixture fixture in FixtureSet.Of(version).Fixtures)
            {
                data.Add(version, fixture.Name);
            }
        }
        return data;
    }

    public void Dispose() => _work.Dispose();

    [Theory]
    [MemberData(nameof(Fixtures))]
    public async Task Store_OfAnEarlierVersion_HoldsWhatItsManifestSays(int version, string name)
    {
        (Fixture fixture, FasterSecStoreOptions options) = Unpack(version, name);
        await CheckAsync(fixture, options.Directory);
        Assert.Equal(fixture.Files, FixtureSet.FilesIn(options.Directory)); // nothing that only reads has changed anything

        // For writing, and again: the same sagas, and one more.
        string before;
        await using (FasterSecStore store = FasterSecStore.Open(options))
        {
            before = await StoreText.Of(store);
            Assert.Equal(fixture.Generation + 1, FasterSecStore.Verify(options).Generation);
        }
        Assert.Equal(fixture.ExportSha256, FixtureSet.Hash(await FixtureSet.ExportAsync(options.Directory)));
        SagaId added = Sample.Id(0xFFFF);
        await using (FasterSecStore store = FasterSecStore.Open(options))
        {
            Assert.Equal(before, await StoreText.Of(store));
            await store.CreateSagaAsync(Sample.Create(added)).Ends();
            await store.CompactAsync().Ends();
            await store.TakeSnapshotAsync().Ends();
        }
        Assert.Empty(FasterSecStore.Verify(options).Damages);
        await using FasterSecStore last = FasterSecStore.Open(options with { ReadOnly = true });
        Assert.StartsWith(before, await StoreText.Of(last), StringComparison.Ordinal);
        Assert.NotNull(await last.GetCreateParamsAsync(added).Ends());
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Store_OfALaterVersion_IsRefusedAndLeftAsItIs(int version, string name)
    {
        (Fixture fixture, FasterSecStoreOptions options) = Unpack(version, name);
        int raised = 0;
        foreach (string file in fixture.Files.Keys)
        {
            byte[] original = File.ReadAllBytes(Path.Combine(options.Directory, file));
            byte[] later = [.. original];
            int supported = RaiseVersion(file, later);
            if (supported == 0)
            {
                continue; // a segment that is prepared and empty
            }
            raised++;
            File.WriteAllBytes(Path.Combine(options.Directory, file), later);
            SortedDictionary<string, FixtureFile> before = FixtureSet.FilesIn(options.Directory);
            foreach (Action open in (Action[])[() => FasterSecStore.Open(options), () => FasterSecStore.Open(options with { ReadOnly = true }), () => FasterSecStore.Verify(options)])
            {
                StoreFormatException refusal = Assert.Throws<StoreFormatException>(open);
                Assert.Equal((supported + 1, supported), (refusal.FoundVersion, refusal.SupportedVersion));
            }
            SortedDictionary<string, FixtureFile> after = FixtureSet.FilesIn(options.Directory);
            after.Remove("lock");
            Assert.Equal(before, after);
            File.Delete(Path.Combine(options.Directory, "lock"));
            File.WriteAllBytes(Path.Combine(options.Directory, file), original);
        }
        Assert.True(raised >= 2);
    }

    /// <summary>A story that is added to the code comes with its fixture.</summary>
    [Fact]
    public void EveryStory_HasAFixtureOfTheFormatOfToday()
        => Assert.Equal(FixtureStory.All.Select(story => story.Name), FixtureSet.Of(BatchHeader.CurrentVersion).Fixtures.Select(fixture => fixture.Name));

    [Fact]
    public void AllFixtures_AreSmall()
        => Assert.InRange(FixtureSet.Versions.Sum(version => FixtureSet.Of(version).Fixtures.Sum(fixture => new FileInfo(FixtureSet.Of(version).ArchiveOf(fixture.Name)).Length)), 1, 300_000);

    private (Fixture Fixture, FasterSecStoreOptions Options) Unpack(int version, string name)
    {
        FixtureSet set = FixtureSet.Of(version);
        Fixture fixture = set.Fixtures.Single(fixture => fixture.Name == name);
        Assert.Equal(fixture.Sha256, FixtureSet.Hash(File.ReadAllBytes(set.ArchiveOf(name))));
        string directory = _work["store"];
        set.Unpack(fixture, directory);
        Assert.Equal(fixture.Files, FixtureSet.FilesIn(directory));
        return (fixture, new FasterSecStoreOptions { Directory = directory });
    }

    private static async Task CheckAsync(Fixture fixture, string directory)
    {
        StoreVerification found = FasterSecStore.Verify(new FasterSecStoreOptions { Directory = directory });
        Assert.Empty(found.Damages);
        Assert.Equal(
            (fixture.Sagas, fixture.Records, fixture.Batches, fixture.Generation, fixture.IsSealed),
            (found.SagaCount, found.RecordCount, found.BatchCount, found.Generation, found.IsSealed));
        Assert.Equal(fixture.ArchivedSagas ?? 0, found.ArchivedSagaCount);
        Assert.Equal(fixture.ExportSha256, FixtureSet.Hash(await FixtureSet.ExportAsync(directory)));
    }

    /// <summary>Raises the version of everything in a file that has one, under checksums that fit. Returns the version that is supported, or 0 when there is nothing.</summary>
    private static int RaiseVersion(string file, byte[] bytes)
    {
        switch (file)
        {
            case SuperblockFile.Name:
                foreach (int slot in (int[])[0, 65_536])
                {
                    Raise(bytes.AsSpan(slot, Superblock.SizeBytes), Superblock.CurrentVersion);
                }
                return Superblock.CurrentVersion;
            case LoadedSnapshot.FileName:
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), 2);
                SnapshotFormat.SealHeader(bytes);
                return 1;
            case var archive when archive.StartsWith(SealedArchive.DirectoryName + "/", StringComparison.Ordinal):
                Span<byte> begin = bytes.AsSpan(0, ArchiveFormat.HeaderBytes);
                BinaryPrimitives.WriteUInt16LittleEndian(begin[8..], 2);
                BinaryPrimitives.WriteUInt32LittleEndian(begin[12..], ArchiveFormat.ChecksumOf(begin));
                return 1;
            default:
                int raised = 0;
                for (int block = 0; block < bytes.Length; block += 512)
                {
                    int start = LogLayout.EntryWordBytes + (block == 0 ? (int)LogLayout.FirstAddress : block);
                    if (BatchHeader.TryParse(bytes.AsSpan(start), out BatchHeader header) && header.BodyBytes <= bytes.Length - start - BatchHeader.SizeBytes)
                    {
                        Raise(bytes.AsSpan(start, BatchHeader.SizeBytes + header.BodyBytes), BatchHeader.CurrentVersion);
                        raised = BatchHeader.CurrentVersion;
                    }
                }
                return raised;
        }
    }

    private static void Raise(Span<byte> bytes, int version)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[8..], (ushort)(version + 1));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[12..], BatchHeader.Checksum(bytes));
    }
}
