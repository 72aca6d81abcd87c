using System.CommandLine;
using System.Text;
using System.Text.Json;
using Steno.Store;

namespace Steno.Cli.Conformance;

/// <summary><c>steno conformance</c>: runs cases that the Rust crate produced on the real coordinator, one line of JSON for each.</summary>
internal static class ConformanceCommand
{
    public static Command Create(CliStreams streams)
    {
        var files = new Argument<string[]>("FILE") { Description = "Files of cases, one JSON object per line.", Arity = ArgumentArity.OneOrMore };
        var store = new Option<string?>("--store") { Description = "Record in an embedded store in this directory; in memory otherwise.", HelpName = "DIR" };
        var command = new Command("conformance", "Runs execution and recovery cases on the coordinator; exit code 0 when all pass.") { files, store };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(files)!, parsed.GetValue(store), streams, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string[] files, string? directory, CliStreams streams, CancellationToken cancellation)
    {
        FasterSecStore? durable = directory is null ? null : FasterSecStore.Open(new FasterSecStoreOptions { Directory = directory });
        await using (durable)
        {
            ISecStore store = durable is null ? new InMemorySecStore() : durable;
            bool haveAllPassed = true;
            foreach (string file in files)
            {
                haveAllPassed &= await RunFileAsync(file, new CaseRunner(store), streams, cancellation);
            }
            return haveAllPassed ? ExitCode.Ok : ExitCode.Other;
        }
    }

    private static async Task<bool> RunFileAsync(string file, CaseRunner runner, CliStreams streams, CancellationToken cancellation)
    {
        bool haveAllPassed = true;
        int lineNumber = 0;
        await foreach (string line in File.ReadLinesAsync(file, new UTF8Encoding(false, throwOnInvalidBytes: true), cancellation))
        {
            lineNumber++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }
            using JsonDocument document = Parse(file, lineNumber, line);
            ConformanceCase wanted = ReadCase(file, lineNumber, document.RootElement);
            CaseOutcome outcome = await runner.RunAsync(wanted, cancellation);
            string? why = wanted.Expect is { } expect ? CaseJudge.WhyNot(wanted, expect, outcome) : null;
            bool? hasPassed = wanted.Expect is null ? null : why is null;
            haveAllPassed &= hasPassed != false;
            CaseReport.Write(streams.Output, wanted.Name, hasPassed, outcome, why);
        }
        return haveAllPassed;
    }

    private static JsonDocument Parse(string file, int lineNumber, string line)
    {
        try
        {
            return JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 256 });
        }
        catch (JsonException problem)
        {
            throw new UserErrorException($"{file}, line {lineNumber}: {problem.Message}", ExitCode.Other, problem);
        }
    }

    private static ConformanceCase ReadCase(string file, int lineNumber, JsonElement root)
    {
        try
        {
            return ConformanceCase.Read(root);
        }
        catch (Exception problem) when (problem is InvalidOperationException or KeyNotFoundException or FormatException or Json.StenoJsonException)
        {
            throw new UserErrorException($"{file}, line {lineNumber} is not a case: {problem.Message}", ExitCode.Other, problem);
        }
    }
}
