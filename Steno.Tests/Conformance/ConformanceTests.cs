using System.Text.Json;
using Steno.Tests.Cli;
using Steno.Tests.Disk;
using Steno.Tests.Golden;

namespace Steno.Tests.Conformance;

/// <summary>What the Rust crate did with these sagas, ours does too: through the command that anyone can run.</summary>
public class ConformanceTests
{
    [Theory]
    [InlineData("execution.jsonl", false)]
    [InlineData("execution.jsonl", true)]
    [InlineData("recovery.jsonl", false)]
    [InlineData("recovery.jsonl", true)]
    public async Task GoldenCases_OnBothStores_AllPass(string file, bool isDurable)
    {
        using TemporaryDirectory directory = new();
        string[] store = isDurable ? ["--store", directory["store"]] : [];

        CliRun run = await CliRun.RunAsync(["conformance", GoldenFiles.PathOf(file), .. store]);

        string[] failed = [.. run.Lines.Where(line => !HasPassed(line))];
        Assert.True(failed.Length == 0, string.Join('\n', failed));
        Assert.Equal(GoldenFiles.Lines(file).Count(line => !line.IsEmpty), run.Lines.Length);
        Assert.Equal(0, run.ExitCode);
    }

    // A judge that passes everything would prove nothing: each expectation is changed in one place and must fail then.
    [Theory]
    [InlineData("\"output\":{\"out\":\"c\"}", "\"output\":{\"out\":\"x\"}")]
    [InlineData("{\"node_id\":1,\"event_type\":\"started\"},", "")]
    [InlineData("\"updates\":[\"done\"]", "\"updates\":[\"unwinding\",\"done\"]")]
    [InlineData("[\"b\",\"done\"]", "[\"b\",\"undone\"]")]
    [InlineData("\"visible\":{\"a\":{\"out\":\"a\"}}", "\"visible\":{}")]
    [InlineData("\"label\":\"c\",\"params\":{\"p\":\"linear3\"}", "\"label\":\"c\",\"params\":null")]
    public async Task ChangedExpectation_Fails(string original, string changed)
    {
        using TemporaryDirectory directory = new();
        string line = File.ReadLines(GoldenFiles.SourcePath("Steno.Tests/Conformance/linear3.jsonl")).Single();
        int expect = line.IndexOf("\"expect\"", StringComparison.Ordinal);
        string broken = line[..expect] + line[expect..].Replace(original, changed, StringComparison.Ordinal);
        Assert.NotEqual(line, broken);
        File.WriteAllText(directory["cases.jsonl"], line + "\n\n" + broken + "\n");

        CliRun run = await CliRun.RunAsync("conformance", directory["cases.jsonl"]);

        Assert.Equal([true, false], run.Lines.Select(HasPassed));
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task CaseWithoutExpectation_IsRunWithoutAVerdict()
    {
        using TemporaryDirectory directory = new();
        string line = File.ReadLines(GoldenFiles.SourcePath("Steno.Tests/Conformance/linear3.jsonl")).Single();
        using JsonDocument document = JsonDocument.Parse(line);
        string dag = document.RootElement.GetProperty("dag").GetRawText();
        string damaged = dag.Replace("[0,1,null]", "[0,1,null],[1,0,null]", StringComparison.Ordinal);
        File.WriteAllText(directory["cases.jsonl"],
            $$"""
            {"name":"thrown","dag":{{dag}},"script":{"throw":["b"],"throw_undo":["a"]} }
            {"name":"damaged","dag":{{damaged}},"script":{} }
            """);

        CliRun run = await CliRun.RunAsync("conformance", directory["cases.jsonl"]);

        Assert.Equal(0, run.ExitCode);
        using JsonDocument thrown = JsonDocument.Parse(run.Lines[0]);
        using JsonDocument refused = JsonDocument.Parse(run.Lines[1]);
        Assert.Equal(JsonValueKind.Null, thrown.RootElement.GetProperty("pass").ValueKind);
        Assert.Equal("a", thrown.RootElement.GetProperty("result").GetProperty("undo_failure").GetProperty("node").GetString());
        Assert.Equal("InvalidDagException", refused.RootElement.GetProperty("result").GetProperty("problem").GetString());
    }

    [Fact]
    public async Task LineThatIsNotACase_IsAnErrorWithItsPlace()
    {
        using TemporaryDirectory directory = new();
        File.WriteAllText(directory["cases.jsonl"], "\n{\"dag\":1}\n");

        CliRun run = await CliRun.RunAsync("conformance", directory["cases.jsonl"]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("line 2", run.Error);
    }

    private static bool HasPassed(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return document.RootElement.GetProperty("pass").GetBoolean();
    }
}
