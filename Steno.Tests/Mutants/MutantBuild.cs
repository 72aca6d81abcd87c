using System.Text;
using Steno.Tests.Golden;

namespace Steno.Tests.Mutants;

/// <summary>
/// The product with every deliberate bug in it, each behind a switch: changed copies of the source, compiled in their place
/// (Directory.Build.targets). One build serves all; an environment variable says which bug a process has.
/// </summary>
internal static class MutantBuild
{
    internal const string Variable = "STENO_MUTANT";
    private const string Switch = "DeliberateBug";

    private static string Output => GoldenFiles.SourcePath("artifacts/mutants");

    internal static string TestAssembly => Path.Combine(Output, "build/bin/Steno.Tests/release/Steno.Tests.dll");

    internal static async Task MakeAsync()
    {
        string copies = Path.Combine(Output, "source");
        if (Directory.Exists(copies))
        {
            Directory.Delete(copies, recursive: true);
        }
        foreach (IGrouping<string, (Mutant Mutant, Edit Edit)> file in EditsByFile())
        {
            Write(Path.Combine(copies, file.Key), Changed(file.Key, file));
        }
        foreach (string project in EditsByFile().Select(file => file.Key[..file.Key.IndexOf('/')]).Distinct())
        {
            Write(Path.Combine(copies, project, Switch + ".cs"), $$"""
                namespace Steno;

                internal static class {{Switch}}
                {
                    private static readonly string? s_name = System.Environment.GetEnvironmentVariable("{{Variable}}");

                    public static bool Is(string name) => s_name == name;
                }
                """);
        }
        (int exitCode, string output) = await MutantProcess.RunAsync(TimeSpan.FromMinutes(10), null,
            "build", GoldenFiles.SourcePath("Steno.Tests"), "-c", "Release", "-v", "q", $"-p:StenoMutants={copies}", "--artifacts-path", Path.Combine(Output, "build"));
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"The product with its deliberate bugs does not compile:\n{output}");
        }
    }

    internal static IEnumerable<IGrouping<string, (Mutant Mutant, Edit Edit)>> EditsByFile()
        => MutantTable.All.SelectMany(mutant => mutant.Edits.Select(edit => (mutant, edit))).GroupBy(pair => pair.edit.File);

    /// <summary>A file with all of its edits.</summary>
    /// <exception cref="InvalidOperationException">The place of one is not there, or is there more than once.</exception>
    internal static string Changed(string file, IEnumerable<(Mutant Mutant, Edit Edit)> edits)
    {
        string original = File.ReadAllText(GoldenFiles.SourcePath(file));
        var text = new StringBuilder(original);
        foreach ((Mutant mutant, Edit edit) in edits)
        {
            int places = original.Split(edit.Find).Length - 1;
            if (places != 1)
            {
                throw new InvalidOperationException($"{mutant.Name}: {file} holds this {places} times, and it must be once: {edit.Find}");
            }
            text.Replace(edit.Find, edit.Put.Replace(Mutant.IsOn, $"global::Steno.{Switch}.Is(\"{mutant.Name}\")", StringComparison.Ordinal));
        }
        return text.ToString();
    }

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
