using System.Runtime.InteropServices;
using Steno.Store;
using Steno.Tests.Stores;

namespace Steno.Tests.Limits;

/// <summary>
/// The parts that need a process of their own, because the limit or setting would hit every other test too. Each writes
/// until it is refused, checks how it was refused, lifts the limit, and checks that nothing acknowledged is lost.
/// </summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
internal static partial class LimitedStore
{
    public const string OpenFilesPart = "open-files";
    public const string FileSizePart = "file-size";
    public const string UnprivilegedPart = "unprivileged";
    public const string UmaskPart = "umask";

    private const int LimitFileSize = 1;
    private const int LimitOpenFiles = 7;
    private const int Waiters = 8;

    /// <summary>Small segments, so that files are opened and made all the time.</summary>
    public static FasterSecStoreOptions Options(string directory) => new() { Directory = directory, SegmentSizeBytes = 64 << 10, PayloadLimitBytes = 1 << 20 };

    /// <summary>
    /// RLIMIT_NOFILE: no file can be opened any more, by an open store and for opening one. From one thread and without a
    /// wait: a runtime that can open nothing ends the process when it needs another thread.
    /// </summary>
    public static async Task RunOutOfFilesAsync(string[] arguments)
    {
        // No idle mark, so that every call is a lone one and no thread is asked for.
        FasterSecStoreOptions options = Options(arguments[0]) with { IdleTimeBeforeMark = TimeSpan.FromMinutes(1) };
        FasterSecStore store = FasterSecStore.Open(options);
        var acknowledged = new List<SagaId>();
        // A look before the limit, so that the same code has run once.
        Assert.IsType<StoreLockedException>(Record.Exception(() => FasterSecStore.Open(options)));
        Assert.IsType<SagaExistsException>(WriteUntilRefused(store, [1, 2, 1], acknowledged));
        (ulong soft, ulong hard) = SetLimit(LimitOpenFiles, 0);
        Exception? refusal, later, opening;
        try
        {
            refusal = WriteUntilRefused(store, Enumerable.Range(10, 1_000), acknowledged);
            later = WriteUntilRefused(store, [5_000], acknowledged);
            opening = Record.Exception(() => FasterSecStore.Open(options));
        }
        finally
        {
            SetLimit(LimitOpenFiles, soft, hard);
        }
        Assert.Equal(24, Assert.IsType<StoreIOException>(Assert.IsType<StorePoisonedException>(refusal).InnerException).Errno);
        Assert.Contains("raise the limit (ulimit -n)", refusal.Message, StringComparison.Ordinal);
        Assert.Same(refusal.InnerException, Assert.IsType<StorePoisonedException>(later).InnerException);
        Assert.Equal(24, Assert.IsType<StoreIOException>(opening).Errno);
        await Eventually.Outcome(store.DisposeAsync);
        await RequireAllAsync(options, acknowledged);
    }

    /// <summary>A lone caller commits on its own thread: each call has ended when it returns.</summary>
    private static Exception? WriteUntilRefused(FasterSecStore store, IEnumerable<int> numbers, List<SagaId> acknowledged)
    {
        foreach (int number in numbers)
        {
            ValueTask call = store.CreateSagaAsync(Sample.Create(Sample.Id(number), $"\"{new string('x', 4_000)}\""));
            Task ended = call.AsTask();
            while (!ended.IsCompleted)
            {
                Thread.Yield();
            }
            if (ended.Exception is { } failure)
            {
                return failure.InnerException;
            }
            acknowledged.Add(Sample.Id(number));
        }
        return null;
    }

    /// <summary>RLIMIT_FSIZE: the kernel's way to say it is a signal that ends the process.</summary>
    public static async Task RunOutOfFileSizeAsync(string[] arguments)
    {
        FasterSecStoreOptions options = Options(arguments[0]);
        (ulong soft, ulong hard) = SetLimit(LimitFileSize, 1000);
        var creating = Assert.IsType<StoreIOException>(Record.Exception(() => FasterSecStore.Open(options)));
        Assert.Equal(27, creating.Errno);
        Assert.Contains("ulimit -f", creating.Message, StringComparison.Ordinal);

        // Room for a superblock (128 KiB) and so for whole segments (64 KiB); then for half a segment only.
        SetLimit(LimitFileSize, 128 << 10, hard);
        FasterSecStore store = FasterSecStore.Open(options);
        await store.CreateSagaAsync(Sample.Create(Sample.Id(0))).Ends();
        SetLimit(LimitFileSize, 32 << 10, hard);
        (List<SagaId> acknowledged, Exception refusal) = await WriteUntilRefusedAsync(store);
        acknowledged.Add(Sample.Id(0));
        await Eventually.Outcome(store.DisposeAsync);
        Assert.Equal(27, Assert.IsType<StoreIOException>(Assert.IsType<StorePoisonedException>(refusal).InnerException).Errno);

        var opening = Assert.IsType<StoreIOException>(Record.Exception(() => FasterSecStore.Open(options)));
        Assert.Equal(27, opening.Errno);
        SetLimit(LimitFileSize, soft, hard);
        await RequireAllAsync(options, acknowledged);
    }

    /// <summary>Without the right to pass through, to list, or to write: started without the capability to do so all the same.</summary>
    public static async Task BeUnprivilegedAsync(string[] arguments)
    {
        string directory = arguments[0];
        FasterSecStoreOptions options = Options(directory);
        await using (FasterSecStore store = FasterSecStore.Open(options))
        {
            await store.CreateSagaAsync(Sample.Create(Sample.Id(1))).Ends();
        }
        string[] files = Directory.GetFiles(directory);

        // Not even to be looked at.
        File.SetUnixFileMode(directory, UnixFileMode.None);
        foreach (FasterSecStoreOptions way in (FasterSecStoreOptions[])[options, options with { ReadOnly = true }])
        {
            var hidden = Assert.IsType<StoreIOException>(Record.Exception(() => FasterSecStore.Open(way)));
            Assert.Equal(13, hidden.Errno);
            Assert.Contains("Let this user read and write it", hidden.Message, StringComparison.Ordinal);
        }
        Assert.Equal(13, Assert.IsType<StoreIOException>(Record.Exception(() => FasterSecStore.Verify(options))).Errno);
        Assert.IsType<StoreIOException>(Record.Exception(() => FasterSecStore.Open(Options(directory + "/below"))));

        // To be looked at, not to be written to: new files cannot be made, nor can these be opened for writing.
        File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (string file in files)
        {
            File.SetUnixFileMode(file, UnixFileMode.None);
        }
        Assert.NotNull(Record.Exception(() => FasterSecStore.Open(options)) as SecStoreException);
        foreach (string file in files)
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead);
        }
        File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.IsType<StoreReadOnlyException>(Record.Exception(() => FasterSecStore.Open(options)));
        Assert.IsType<StoreReadOnlyException>(Record.Exception(() => FasterSecStore.Open(Options(directory + "/below"))));
        await using (FasterSecStore reader = FasterSecStore.Open(options with { ReadOnly = true }))
        {
            Assert.Single(await reader.ListSagasAsync(new SagaQuery()).Ends());
        }

        File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (string file in files)
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        await RequireAllAsync(options, [Sample.Id(1)]);
    }

    /// <summary>A whole life of a store under a umask, with every kind of file that it makes.</summary>
    public static async Task LiveUnderUmaskAsync(string[] arguments)
    {
        (string directory, int mask) = (arguments[0], Convert.ToInt32(arguments[1], 8));
        _ = Umask(mask);
        const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (FasterSecStore store = FasterSecStore.Open(Options(directory)))
        {
            for (int number = 0; number < 20; number++)
            {
                await store.CreateSagaAsync(Sample.Create(Sample.Id(number), $"\"{new string('x', 20_000)}\"")).Ends();
            }
            Check();
        }
        Check();
        await FasterSecStore.Open(Options(directory)).DisposeAsync();
        Check();

        void Check()
        {
            Assert.Equal(OwnerOnlyFile | UnixFileMode.UserExecute, File.GetUnixFileMode(directory));
            string[] files = Directory.GetFileSystemEntries(directory);
            Assert.True(files.Length > 5);
            Assert.All(files, file => Assert.Equal(OwnerOnlyFile, ModeOf(file)));
        }

        // A segment that is being prepared gets its name, and the one that it was listed by is gone.
        static UnixFileMode ModeOf(string file)
        {
            try
            {
                return File.GetUnixFileMode(file);
            }
            catch (FileNotFoundException) when (file.EndsWith(".tmp", StringComparison.Ordinal))
            {
                return File.GetUnixFileMode(file[..^".tmp".Length]);
            }
        }
    }

    /// <summary>Several writers at a time; every one of them is refused in the end.</summary>
    public static async Task<(List<SagaId> Acknowledged, Exception Refusal)> WriteUntilRefusedAsync(FasterSecStore store, int firstNumber = 1000)
    {
        var acknowledged = new List<SagaId>();
        int next = firstNumber;
        Exception[] refusals = await Task.WhenAll(Enumerable.Range(0, Waiters).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                SagaId id = Sample.Id(Interlocked.Increment(ref next));
                Exception? outcome = await Eventually.Outcome(() => store.CreateSagaAsync(Sample.Create(id, $"\"{new string('x', 4_000)}\"")));
                if (outcome is not null)
                {
                    return outcome;
                }
                lock (acknowledged)
                {
                    acknowledged.Add(id);
                }
            }
        }))).Ends();
        // A full disk answers each attempt; what stops the store for good has one cause for all.
        Assert.All(refusals, refusal => Assert.Same(refusals[0].GetType(), refusal.GetType()));
        Assert.All(refusals, refusal => Assert.True(refusal is StoreFullException || ReferenceEquals(refusals[0].InnerException, refusal.InnerException)));
        return (acknowledged, refusals[0]);
    }

    /// <summary>Removes a directory in which a store makes files: one that comes while the others go is removed by the next try.</summary>
    public static void RemoveInUse(string directory)
    {
        while (Directory.Exists(directory))
        {
            try
            {
                Directory.Delete(directory, recursive: true);
            }
            catch (IOException)
            {
                // "Directory not empty", or a file that the store renamed meanwhile: look again.
            }
        }
    }

    /// <summary>What was acknowledged is there when the store is opened again, and the store takes more.</summary>
    public static async Task RequireAllAsync(FasterSecStoreOptions options, IEnumerable<SagaId> acknowledged)
    {
        await using FasterSecStore store = FasterSecStore.Open(options);
        foreach (SagaId id in acknowledged)
        {
            Assert.NotNull(await store.GetCreateParamsAsync(id).Ends());
        }
        await store.CreateSagaAsync(Sample.Create(SagaId.New())).Ends();
    }

    private static (ulong Soft, ulong Hard) SetLimit(int resource, ulong soft, ulong? hard = null)
    {
        Span<ulong> before = stackalloc ulong[2];
        Span<ulong> limit = stackalloc ulong[2];
        Assert.Equal(0, GetLimit(resource, ref before[0]));
        limit[0] = soft;
        limit[1] = hard ?? before[1];
        Assert.Equal(0, SetLimit(resource, ref limit[0]));
        return (before[0], before[1]);
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, ref ulong limit);
    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, ref ulong limit);
    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial int Umask(int mask);
}
