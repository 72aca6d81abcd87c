using System.Runtime.InteropServices;
using Steno.Store;

namespace Steno.Tests.Crash;

/// <summary>
/// Ends of an import that are no crash. Each left a trap before: after SIGTERM up to 256 lines were durable but not
/// acknowledged, so that continuing the import recorded their events twice; a closed standard output went unnoticed.
/// </summary>
[Collection("processes")]
public sealed partial class StopTests : IDisposable
{
    private const int SigInt = 2;
    private const int SigTerm = 15;
    private const int MaxLines = 200_000;
    private readonly Disk.TemporaryDirectory _directory = new();

    private string StorePath => _directory["store"];

    public void Dispose() => _directory.Dispose();

    [Theory(Timeout = 120_000)]
    [InlineData(SigTerm)]
    [InlineData(SigInt)]
    public async Task Import_ToldToStop_AcknowledgesExactlyWhatItRecorded(int signal)
    {
        using var child = new ChildImport(StorePath, 256, new LineSource(signal), MaxLines);
        int acknowledged = await child.ReadAcknowledgementsAsync(1_000);
        Assert.Equal(1_000, acknowledged);
        Assert.Equal(0, Kill(child.ProcessId, signal));
        acknowledged += await child.ReadAcknowledgementsAsync(int.MaxValue, acknowledged);
        (int exitCode, string error) = await child.FinishAsync();
        Assert.Equal((1, "steno: stopped.\n"), (exitCode, error));
        Assert.True(acknowledged < MaxLines, "The import had ended before the signal came.");
        Assert.Equal(acknowledged, await CountRecordsAsync());
    }

    [Fact(Timeout = 120_000)]
    public async Task Import_WhoseReaderIsGone_StopsAndClosesTheStore()
    {
        using var child = new ChildImport(StorePath, 16, new LineSource(3), MaxLines);
        Assert.Equal(10, await child.ReadAcknowledgementsAsync(10));
        child.CloseOutput();
        (int exitCode, string error) = await child.FinishAsync();
        Assert.Equal(1, exitCode);
        Assert.StartsWith("steno: Standard output cannot be written to:", error, StringComparison.Ordinal);
        Assert.InRange(await CountRecordsAsync(), 10, MaxLines - 1);
        Assert.True(FasterSecStore.Verify(new FasterSecStoreOptions { Directory = StorePath }).IsSealed);
    }

    private async Task<long> CountRecordsAsync()
    {
        await using FasterSecStore store = FasterSecStore.Open(new FasterSecStoreOptions { Directory = StorePath, ReadOnly = true });
        return (await store.ListSagasAsync(new SagaQuery())).Sum(saga => 1L + saga.EventCount);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
