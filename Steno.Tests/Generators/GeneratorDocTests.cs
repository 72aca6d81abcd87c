using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CodeFixes;
using Steno.Generators.CodeFixes;
using Steno.Tests.Golden;

namespace Steno.Tests.Generators;

/// <summary>docs/generator.md against the generator.</summary>
public partial class GeneratorDocTests
{
    private static readonly string Page = File.ReadAllText(GoldenFiles.SourcePath("docs/generator.md"));

    [Fact]
    public void Example_Compiled_WritesWhatThePageSays()
    {
        string types = Example().Match(Page).Groups[1].Value;
        Assert.Equal(
            """
            {"project":"00000000-0000-0000-0000-000000000000","name":"a","size_bytes":1024,"kind":"local","labels":{}}
            "Creating"
            {"Attached":{"instance":"00000000-0000-0000-0000-000000000000","slot":3}}
            """,
            GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
                types,
                "Same(new CreateDisk(default, \"a\", 1024))",
                "Again<DiskState>(new DiskState.Creating())",
                "Again<DiskState>(new DiskState.Attached(default, 3))")));
    }

    [Fact]
    public void EveryDiagnostic_HasALineInThePageAndInTheReleases()
    {
        string releases = File.ReadAllText(GoldenFiles.SourcePath("Steno.Generators/AnalyzerReleases.Unshipped.md"));
        string[] ids = [.. Rule().Matches(File.ReadAllText(GoldenFiles.SourcePath("Steno.Generators/Diagnostics/Rules.cs"))).Select(match => match.Groups[1].Value)];
        Assert.Equal(16, ids.Length);
        Assert.All(ids, id => Assert.Contains($"| {id} |", Page, StringComparison.Ordinal));
        Assert.All(ids, id => Assert.Contains(id + " | Steno.Json", releases, StringComparison.Ordinal));
    }

    [Fact]
    public void EveryCodeFix_HasItsCellInThePage_AndNoOtherHas()
    {
        string[] fixable = [.. typeof(MakePartialFix).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(CodeFixProvider)) && !type.IsAbstract)
            .SelectMany(type => ((CodeFixProvider)Activator.CreateInstance(type)!).FixableDiagnosticIds).Order(StringComparer.Ordinal)];
        string[] told = [.. Fixed().Matches(Page).Select(match => match.Groups[1].Value)];
        Assert.Equal(fixable, told);
    }

    /// <summary>A row of the diagnostics whose last cell is not empty.</summary>
    [GeneratedRegex("^\\| (STENO\\d+) \\|[^|]+\\|[^|]+\\| [^|]+\\|$", RegexOptions.Multiline)]
    private static partial Regex Fixed();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("(?:Error|Warning)\\(\"(STENO\\d+)\"")]
    private static partial Regex Rule();
}
