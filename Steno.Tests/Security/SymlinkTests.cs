using Steno.Store;
using Steno.Tests.Disk;
using Steno.Tests.Limits;
using Steno.Tests.Stores;

namespace Steno.Tests.Security;

/// <summary>
/// Every file of a store replaced by a symbolic link: to its own contents outside the directory, which would be as good as
/// the file if it were followed, or to nowhere. Nothing outside is read as the store's, made, changed or emptied.
/// </summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed partial class SymlinkTests : IDisposable
{
    private const int ELOOP = 40;
    private readonly TemporaryDirectory _root = new();
    private FasterSecStoreOptions Options => LimitedStore.Options(_root["store"]);

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Open_WithAnyFileReplacedByALink_NeverFollowsIt(bool dangles)
    {
        await WriteAsync(40_000);
        string[] files = Directory.GetFiles(_root["store"]);
        Assert.Contains(_root["store/lock"], files);
        Assert.Contains(_root["store/superblock"], files);
        Assert.True(files.Length > 4);
        foreach (string file in files)
        {
            string outside = _root["outside"];
            File.Move(file, outside);
            byte[] contents = File.ReadAllBytes(outside);
            string target = dangles ? _root["nowhere"] : outside;
            File.CreateSymbolicLink(file, target);

            Exception? opening = await Record.ExceptionAsync(async () => await FasterSecStore.Open(Options).DisposeAsync());
            Exception? reading = await Record.ExceptionAsync(async () => await FasterSecStore.Open(Options with { ReadOnly = true }).DisposeAsync());
            Exception? verifying = Record.Exception(() => FasterSecStore.Verify(Options));
            var refusal = Assert.IsType<StoreIOException>(opening);
            Assert.Equal((file, ELOOP), (refusal.Path, refusal.Errno));
            Assert.Contains("It is a symbolic link", refusal.Message, StringComparison.Ordinal);
            if (!file.EndsWith("/lock", StringComparison.Ordinal))
            {
                Assert.Equal(ELOOP, Assert.IsType<StoreIOException>(reading).Errno);
                Assert.Equal(ELOOP, Assert.IsType<StoreIOException>(verifying).Errno);
            }
            Assert.Equal(contents, File.ReadAllBytes(outside));
            Assert.False(File.Exists(_root["nowhere"]));
            Assert.Equal(target, new FileInfo(file).LinkTarget);
            File.Delete(file);
            File.Move(outside, file);
        }
        await LimitedStore.RequireAllAsync(Options, [Sample.Id(1)]);
    }

    /// <summary>Opening a named pipe waits for its other end, and here nobody is going to be there.</summary>
    [Theory]
    [InlineData("pipe")]
    [InlineData("directory")]
    public async Task Open_WithAnyFileReplacedBySomethingElse_Ends(string kind)
    {
        await WriteAsync(40_000);
        foreach (string file in Directory.GetFiles(_root["store"]))
        {
            File.Move(file, _root["outside"]);
            if (kind == "pipe")
            {
                Assert.Equal(0, MakePipe(file, 0x180));
            }
            else
            {
                Directory.CreateDirectory(file);
            }
            foreach (FasterSecStoreOptions options in (FasterSecStoreOptions[])[Options, Options with { ReadOnly = true }])
            {
                Exception? error = await Task.Run(() => Record.ExceptionAsync(async () => await FasterSecStore.Open(options).DisposeAsync())).Ends();
                bool isTheLock = file.EndsWith("/lock", StringComparison.Ordinal);
                Assert.True(error is SecStoreException || (error is null && isTheLock), $"{file}: {error}");
            }
            Assert.True(Record.Exception(() => FasterSecStore.Verify(Options)) is null or SecStoreException);
            if (kind == "pipe")
            {
                File.Delete(file);
            }
            else
            {
                Directory.Delete(file);
            }
            File.Move(_root["outside"], file);
        }
        await LimitedStore.RequireAllAsync(Options, [Sample.Id(1)]);
    }

    [Fact]
    public async Task Import_OfALineBeyondTheLimit_IsRefusedBeforeItIsHeld()
    {
        using var input = new EndlessLine();
        using var error = new StringWriter();
        int exitCode = await Steno.Cli.CliApp.RunAsync(["store", "import", "--store", _root["store"]], new Steno.Cli.CliStreams(input, new MemoryStream(), error), CancellationToken.None);
        Assert.Equal(1, exitCode);
        Assert.StartsWith("steno: line 1: longer than", error.ToString(), StringComparison.Ordinal);
        Assert.InRange(input.BytesRead, 17 << 20, 40 << 20);
    }

    /// <summary>A line that never ends.</summary>
    private sealed class EndlessLine : MemoryStream
    {
        public long BytesRead { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)' ');
            BytesRead += buffer.Length;
            return new(buffer.Length);
        }
    }

    [System.Runtime.InteropServices.LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = System.Runtime.InteropServices.StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);

    [Fact]
    public async Task TemporaryFiles_ThatAreLinks_AreRemovedAndNotWrittenThrough()
    {
        File.WriteAllText(_root["outside"], "mine");
        Directory.CreateDirectory(_root["store"]);
        string[] links = [_root["store/superblock.tmp"], _root["store/segment-00000000.log.tmp"], _root["store/segment-00000001.log.tmp"]];
        foreach (string link in links)
        {
            File.CreateSymbolicLink(link, _root["outside"]);
        }
        await WriteAsync(1_000);
        Assert.All(links, link => Assert.Null(new FileInfo(link).LinkTarget));
        Assert.Equal("mine", File.ReadAllText(_root["outside"]));
    }

    [Fact]
    public async Task TemporaryFile_LinkedUnderAnOpenStore_StopsItAndIsNotWrittenThrough()
    {
        File.WriteAllText(_root["outside"], "mine");
        FasterSecStore store = FasterSecStore.Open(Options);
        await store.CreateSagaAsync(Sample.Create(Sample.Id(1))).Ends();
        for (int segment = 1; segment < 200; segment++)
        {
            File.CreateSymbolicLink(_root[$"store/segment-{segment:D8}.log.tmp"], _root["outside"]);
        }
        (List<SagaId> kept, Exception refusal) = await LimitedStore.WriteUntilRefusedAsync(store);
        Assert.Equal(ELOOP, Assert.IsType<StoreIOException>(Assert.IsType<StorePoisonedException>(refusal).InnerException).Errno);
        await Eventually.Outcome(store.DisposeAsync);
        Assert.Equal("mine", File.ReadAllText(_root["outside"]));
        await LimitedStore.RequireAllAsync(Options, [Sample.Id(1), .. kept]);
    }

    [Fact]
    public async Task Import_OfNamesThatLookLikePaths_WritesOnlyIntoItsStore()
    {
        string before = ListAll();
        string[] names = ["../../outside", "/etc/passwd", "..", "a\\u0000b", "segment-00000000.log", "x/y"];
        string[] lines = [.. names.Select((name, number) => $$$"""{"create":{"id":"{{{Sample.Id(number)}}}","name":"{{{name}}}","dag":{"nodes":"{{{name}}}"},"state":"running"}}""")];
        Cli.CliRun run = await Cli.CliRun.RunAsync(string.Join('\n', lines) + "\n", ["store", "import", "--store", _root["store"]]);
        Assert.Equal((0, names.Length), (run.ExitCode, run.Lines.Length));
        Assert.All(Directory.GetFileSystemEntries(_root["store"]), file => Assert.Matches("^(lock|superblock|segment-[0-9]{8}\\.log|[a-z]+(-[0-9]+)?)$", Path.GetFileName(file)));
        Directory.Delete(_root["store"], recursive: true);
        Assert.Equal(before, ListAll());

        string ListAll() => string.Join('\n', Directory.GetFileSystemEntries(_root.FullPath, "*", SearchOption.AllDirectories));
    }

    private async Task WriteAsync(int payloadBytes)
    {
        await using FasterSecStore store = FasterSecStore.Open(Options);
        await store.CreateSagaAsync(Sample.Create(Sample.Id(1))).Ends();
        for (uint node = 0; node < 5; node++)
        {
            await store.RecordEventAsync(Sample.Event(Sample.Id(1), node, SagaNodeEventType.Succeeded(Sample.JsonOfLength(payloadBytes)))).Ends();
        }
    }
}
