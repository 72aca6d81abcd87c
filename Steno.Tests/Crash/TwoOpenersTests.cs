using System.Diagnostics;
using Steno.Store;

namespace Steno.Tests.Crash;

[Collection("processes")]
public class TwoOpenersTests
{
    [Fact(Timeout = 120_000)]
    public async Task Open_WhileAnotherProcessOwnsTheStore_IsRefusedAndTheOwnerIsUnharmed()
    {
        using var directory = new Disk.TemporaryDirectory();
        string path = Path.Combine(directory.FullPath, "store");
        using Process owner = ChildImport.Start("store", "import", "--store", path);
        var source = new LineSource(1);
        await owner.StandardInput.WriteLineAsync(source.Next().Text);
        await owner.StandardInput.FlushAsync();
        Assert.Equal("1", await owner.StandardOutput.ReadLineAsync());

        Assert.Throws<StoreLockedException>(() => FasterSecStore.Open(new FasterSecStoreOptions { Directory = path }));
        using (Process second = ChildImport.Start("store", "import", "--store", path))
        {
            await second.WaitForExitAsync();
            Assert.Equal(4, second.ExitCode);
        }
        await using (FasterSecStore reader = FasterSecStore.Open(new FasterSecStoreOptions { Directory = path, ReadOnly = true }))
        {
            Assert.Single(await reader.ListSagasAsync(new SagaQuery()));
        }

        await owner.StandardInput.WriteLineAsync(source.Next().Text);
        owner.StandardInput.Close();
        Assert.Equal("2", await owner.StandardOutput.ReadLineAsync());
        await owner.WaitForExitAsync();
        Assert.Equal(0, owner.ExitCode);
    }

    [Fact(Timeout = 120_000)]
    public async Task Import_ToldToStop_ClosesTheStoreCleanlyAndExitsWithOne()
    {
        using var directory = new Disk.TemporaryDirectory();
        string path = Path.Combine(directory.FullPath, "store");
        using Process owner = ChildImport.Start("store", "import", "--store", path);
        await owner.StandardInput.WriteLineAsync(new LineSource(3).Next().Text);
        await owner.StandardInput.FlushAsync();
        Assert.Equal("1", await owner.StandardOutput.ReadLineAsync());
        using (Process signal = Process.Start("kill", ["-TERM", owner.Id.ToString()]))
        {
            await signal.WaitForExitAsync();
        }
        await owner.WaitForExitAsync();
        Assert.Equal(1, owner.ExitCode);
        StoreVerification found = FasterSecStore.Verify(new FasterSecStoreOptions { Directory = path });
        Assert.True(found.IsSound && found.IsSealed);
        Assert.Equal(1, found.RecordCount);
    }

    [Fact(Timeout = 120_000)]
    public async Task Open_AfterTheOwnerWasKilled_Succeeds()
    {
        using var directory = new Disk.TemporaryDirectory();
        string path = Path.Combine(directory.FullPath, "store");
        using Process owner = ChildImport.Start("store", "import", "--store", path);
        await owner.StandardInput.WriteLineAsync(new LineSource(2).Next().Text);
        await owner.StandardInput.FlushAsync();
        Assert.Equal("1", await owner.StandardOutput.ReadLineAsync());
        owner.Kill();
        await owner.WaitForExitAsync();
        await using FasterSecStore store = FasterSecStore.Open(new FasterSecStoreOptions { Directory = path });
        Assert.Single(await store.ListSagasAsync(new SagaQuery()));
    }
}

/// <summary>Tests that start processes run one after another.</summary>
[CollectionDefinition("processes", DisableParallelization = true)]
public sealed class ProcessesCollection;
