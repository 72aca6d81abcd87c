using System.Diagnostics;
using System.Text;
using Steno.Tests.Disk;

namespace Steno.Tests.Conformance;

/// <summary>
/// Eight parallel nodes of which four fail, without any delay, so that failures and successes arrive together from several
/// threads. In the Rust crate they race for two maps that must agree (its issues 460 to 462); here ten thousand sagas must all
/// unwind whole, whatever the thread pool's size. In processes of their own, because a pool's size is a process's.
/// </summary>
public class ParallelFailureTests
{
    private const int Runs = 10_000;

    [Theory]
    [InlineData(2)]
    [InlineData(16)]
    public async Task TenThousandRuns_EachUnwindWhole(int threads)
    {
        using TemporaryDirectory directory = new();
        string line = Case();
        File.WriteAllLines(directory["cases.jsonl"], Enumerable.Repeat(line, Runs));
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "steno.dll"));
        start.ArgumentList.Add("conformance");
        start.ArgumentList.Add(directory["cases.jsonl"]);
        start.Environment["DOTNET_ThreadPool_ForceMinWorkerThreads"] = threads.ToString("x");
        start.Environment["DOTNET_ThreadPool_ForceMaxWorkerThreads"] = threads.ToString("x");
        using Process process = Process.Start(start)!;
        int passed = 0;
        string? firstFailure = null;
        while (await process.StandardOutput.ReadLineAsync() is { } result)
        {
            bool hasPassed = result.Contains("\"pass\":true", StringComparison.Ordinal);
            passed += hasPassed ? 1 : 0;
            firstFailure ??= hasPassed ? null : result;
        }
        await process.WaitForExitAsync();

        Assert.True(firstFailure is null, firstFailure);
        Assert.Equal((Runs, 0), (passed, process.ExitCode));
    }

    private static string Case()
    {
        StringBuilder nodes = new();
        StringBuilder edges = new();
        for (int i = 0; i < 8; i++)
        {
            nodes.Append($$$"""{"Action":{"action_name":"act","label":"n{{{i}}}","name":"n{{{i}}}"}},""");
            edges.Append($"[8,{i},null],[{i},9,null],");
        }
        nodes.Append("""{"Action":{"action_name":"act","label":"first","name":"first"}},{"Action":{"action_name":"act","label":"last","name":"last"}},{"Start":{"params":null}},"End" """);
        edges.Append("[10,8,null],[9,11,null]");
        string states = string.Join(",", Enumerable.Range(0, 8).Select(i => $"[\"n{i}\",\"{(i % 2 == 1 ? "failed" : "undone")}\"]"));
        return $$$$"""
            {"name":"eight_parallel_four_fail","dag":{"end_node":11,"graph":{"edge_property":"directed","edges":[{{{{edges}}}}],"node_holes":[],"nodes":[{{{{nodes}}}}]},"saga_name":"eight","start_node":10},"script":{"fail":{"n1":[true],"n3":[true],"n5":[true],"n7":[true]}},"expect":{"result":{"kind":"err","error":{"ActionFailed":{"source_error":{"boom":"n1"}}},"error_node":"n1","undo_failure":null},"updates":["unwinding","done"],"node_states":[["(start)","undone"],["(end)","abandoned"],["first","undone"],["last","abandoned"],{{{{states}}}}]}}
            """;
    }
}
