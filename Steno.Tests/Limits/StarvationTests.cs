using Steno.Tests.Disk;
using Steno.Tests.Processes;
using Xunit.Abstractions;

namespace Steno.Tests.Limits;

/// <summary>
/// The store needs no thread of the pool to answer a caller. It once did: acknowledgements were handed out by the pool
/// alone, and a caller that blocked waited for a thread that only its own return could have freed.
/// </summary>
[Collection("processes")]
public sealed class StarvationTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    public void Dispose() => _root.Dispose();

    [Fact(Timeout = 120_000)]
    public Task Calls_BesideTenThousandBlockedTasks_Return() => PlaysWellAsync([], StarvedStore.BlockedPart);

    [Fact(Timeout = 120_000)]
    public Task Calls_FromAPoolOfOneThread_Return()
        => PlaysWellAsync(["env", "DOTNET_ThreadPool_ForceMaxWorkerThreads=1", "DOTNET_ThreadPool_ForceMinWorkerThreads=1"], StarvedStore.PoolOfOnePart);

    private async Task PlaysWellAsync(string[] launcher, string part)
    {
        ProcessEnd end = await TestProcess.RunAsync(launcher, part, _root["store"]);
        output.WriteLine(end.Output);
        Assert.True(end.ExitCode == 0, $"exit code {end.ExitCode}\n{end.Error}\n{end.Output}");
    }
}
