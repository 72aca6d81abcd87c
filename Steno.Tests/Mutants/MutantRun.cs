using System.Diagnostics;
using System.Globalization;
using System.Xml.Linq;

namespace Steno.Tests.Mutants;

/// <summary>
/// The test of the tests: <c>dotnet run --project Steno.Tests -c Release -- mutants [NAME...]</c>. Each bug is switched on
/// alone; it is caught when a test that passes without it fails. A run that hangs until it is ended from here, or takes its
/// process with it, names no test and is not caught.
/// </summary>
internal static class MutantRun
{
    internal const string Part = "mutants";
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    internal static async Task RunAsync(string[] names)
    {
        Mutant[] mutants = names.Length == 0 ? [.. MutantTable.All] : [.. names.Select(name => MutantTable.All.Single(mutant => mutant.Name == name))];
        await MutantBuild.MakeAsync();
        Outcome sound = await TestAsync(null, string.Join('|', mutants.SelectMany(mutant => mutant.Tests).Distinct().Select(test => $"FullyQualifiedName~{test}")), TimeSpan.FromMinutes(15));
        if (sound.Passed == 0 || sound.Failed is not null || sound.Problem is not null)
        {
            throw new InvalidOperationException($"Without a bug these tests must pass: {sound}");
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"without a bug: {sound.Passed} tests pass, {sound.Seconds:F0} s"));
        int caught = 0;
        foreach (Mutant mutant in mutants)
        {
            Outcome outcome = await TestAsync(mutant.Name, mutant.Filter, s_limit);
            caught += outcome.Failed is null ? 0 : 1;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{(outcome.Failed is null ? "MISSED" : "caught")}  {mutant.Name}, {outcome.Seconds:F0} s: {outcome.Failed ?? outcome.Problem ?? $"{outcome.Passed} tests pass"}"));
        }
        Console.WriteLine($"{caught} of {mutants.Length}");
        if (caught < mutants.Length)
        {
            throw new InvalidOperationException("A deliberate bug was not caught.");
        }
    }

    /// <param name="Passed">How many tests passed.</param>
    /// <param name="Failed">The first test that failed.</param>
    /// <param name="Problem">Why there is no answer.</param>
    /// <param name="Seconds">How long it took.</param>
    private sealed record Outcome(int Passed, string? Failed, string? Problem, double Seconds);

    private static async Task<Outcome> TestAsync(string? mutant, string filter, TimeSpan limit)
    {
        string results = Directory.CreateTempSubdirectory("steno-mutant-").FullName;
        try
        {
            long started = Stopwatch.GetTimestamp();
            (int exitCode, string output) = await MutantProcess.RunAsync(limit, mutant,
                "test", MutantBuild.TestAssembly, "--filter", filter, "--logger", "trx;LogFileName=run.trx", "--results-directory", results);
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            string report = Path.Combine(results, "run.trx");
            if (exitCode == MutantProcess.TimedOut || !File.Exists(report))
            {
                return new Outcome(0, null, exitCode == MutantProcess.TimedOut ? "no test's own limit ended it" : $"no report:\n{output}", seconds);
            }
            XElement[] tests = [.. XDocument.Load(report).Descendants().Where(element => element.Name.LocalName == "UnitTestResult")];
            string? failed = tests.Where(test => OutcomeOf(test) == "Failed").Select(test => (string?)test.Attribute("testName")).FirstOrDefault();
            return new Outcome(tests.Count(test => OutcomeOf(test) == "Passed"), failed, null, seconds);
        }
        finally
        {
            Directory.Delete(results, recursive: true);
        }
    }

    private static string? OutcomeOf(XElement test) => (string?)test.Attribute("outcome");
}
