using Steno.Store;
using Steno.Tests.Disk;
using Steno.Tests.Stores;

namespace Steno.Tests.Archives;

/// <summary>Archives on the real file system: who may read them, links, and a reader beside the owner.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class ArchiveFilesTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();
    private FasterSecStoreOptions Options => Lives.Options with { Directory = _root["store"] };
    private string Folder => _root["store/archive"];

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task Files_AreTheOwnersAlone()
    {
        await MakeAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Assert.Single(Directory.GetFiles(Folder))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Links_AreNeverFollowed(bool isDirectory)
    {
        await MakeAsync();
        string path = isDirectory ? Folder : Directory.GetFiles(Folder).Single();
        string outside = _root["outside"];
        Directory.Move(path, outside);
        if (isDirectory)
        {
            Directory.CreateSymbolicLink(path, outside);
        }
        else
        {
            File.CreateSymbolicLink(path, outside);
        }
        foreach (FasterSecStoreOptions options in (FasterSecStoreOptions[])[Options, Options with { ReadOnly = true }])
        {
            Exception? refusal = Record.Exception(() => FasterSecStore.Open(options));
            Assert.True(refusal is StoreCorruptedException or StoreIOException, refusal?.ToString());
        }
        File.Delete(path);
        Directory.Move(outside, path);
        await using FasterSecStore store = FasterSecStore.Open(Options);
        Assert.Equal(3, (await store.ListSagasAsync(new SagaQuery()).Ends()).Count);
    }

    /// <summary>A link where the directory is to be made.</summary>
    [Fact]
    public async Task Archiving_WhereALinkIsInTheWay_IsRefused()
    {
        Directory.CreateDirectory(_root["outside"]);
        await using FasterSecStore store = FasterSecStore.Open(Options);
        await ArchiveScene.Write(store, [1]);
        Directory.CreateSymbolicLink(Folder, _root["outside"]);
        Assert.IsType<StoreCorruptedException>(await Record.ExceptionAsync(async () => await store.ArchiveSagasAsync(new SagaQuery()).Ends()));
        Assert.Empty(Directory.GetFileSystemEntries(_root["outside"]));
        Assert.NotNull(await store.GetSagaAsync(Sample.Id(1)).Ends());
        Assert.Single(await store.ListSagasAsync(new SagaQuery { WithoutArchived = true }).Ends());
    }

    /// <summary>One that was opened for reading goes on with what it saw, and one that is opened while sagas move sees each of them once.</summary>
    [Fact]
    public async Task Readers_BesideAnOwnerThatArchivesAndMerges_SeeEverySagaOnce()
    {
        const int Sagas = 120;
        await using FasterSecStore owner = FasterSecStore.Open(Options);
        await ArchiveScene.Write(owner, Enumerable.Range(0, Sagas));
        string expected = await StoreText.Of(owner);
        await owner.ArchiveSagasAsync(Enumerable.Range(0, 20).Select(Sample.Id).ToArray()).Ends();
        await using FasterSecStore early = FasterSecStore.Open(Options with { ReadOnly = true });
        Task archiving = Task.Run(async () =>
        {
            for (int number = 20; number < Sagas; number++)
            {
                await owner.ArchiveSagasAsync([Sample.Id(number)]);
            }
        });
        int opened = 0;
        do
        {
            await using FasterSecStore reader = FasterSecStore.Open(Options with { ReadOnly = true });
            Assert.Equal(expected, await StoreText.Of(reader));
            Assert.True(FasterSecStore.Verify(Options).IsSound);
            opened++;
        }
        while (!archiving.IsCompleted);
        await archiving.Ends();
        Assert.Equal(expected, await StoreText.Of(early));
        Assert.Equal(expected, await StoreText.Of(owner));
        Assert.True(opened > 1);
    }

    private async Task MakeAsync()
    {
        await using FasterSecStore store = FasterSecStore.Open(Options);
        await ArchiveScene.Write(store, [1, 2, 3]);
        await store.ArchiveSagasAsync(new SagaQuery()).Ends();
    }
}
