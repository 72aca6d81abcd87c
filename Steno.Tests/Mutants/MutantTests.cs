using System.Reflection;
using System.Text;
using Steno.Store;

namespace Steno.Tests.Mutants;

/// <summary>The table of deliberate bugs fits the source, and no build but its own holds them. That each is caught is tested by <see cref="MutantRun"/>.</summary>
public sealed class MutantTests
{
    [Fact]
    public void EveryBug_HasItsPlaceInTheSource()
    {
        foreach (IGrouping<string, (Mutant Mutant, Edit Edit)> file in MutantBuild.EditsByFile())
        {
            string changed = MutantBuild.Changed(file.Key, file);
            Assert.All(file, place => Assert.Contains(Mutant.IsOn, place.Edit.Put, StringComparison.Ordinal));
            Assert.All(file, place => Assert.Contains($"\"{place.Mutant.Name}\"", changed, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void EveryBug_HasItsNameAndTestsOfTheNormalRun()
    {
        Assert.True(MutantTable.All.Count >= 25);
        Assert.Equal(MutantTable.All.Count, MutantTable.All.DistinctBy(mutant => mutant.Name).Count());
        string[] tests = [.. typeof(MutantTests).Assembly.GetTypes()
            .Where(type => !type.IsAbstract)
            .SelectMany(type => type.GetMethods().Where(method => method.GetCustomAttribute<FactAttribute>() is { Skip: null }).Select(method => $"{type.FullName}.{method.Name}"))];
        Assert.All(MutantTable.All.SelectMany(mutant => mutant.Tests), name => Assert.Contains(tests, test => test.Contains(name, StringComparison.Ordinal)));
    }

    [Fact]
    public void ThisBuild_HoldsNoBug()
    {
        if (Environment.GetEnvironmentVariable(MutantBuild.Variable) is not null)
        {
            return; // the tests of a build with bugs
        }
        Assembly[] shipped = [typeof(FasterSecStore).Assembly, typeof(SagaCoordinatorOptions).Assembly, typeof(Steno.Cli.CliApp).Assembly];
        foreach (Assembly assembly in shipped)
        {
            Assert.DoesNotContain(assembly.GetTypes(), type => type.Name == "DeliberateBug");
            byte[] bytes = File.ReadAllBytes(assembly.Location);
            // Text in an assembly: names are UTF-8, literals UTF-16.
            foreach (string text in MutantTable.All.Select(mutant => mutant.Name).Append(MutantBuild.Variable))
            {
                Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)));
                Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)));
            }
        }
    }
}
