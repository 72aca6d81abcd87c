using System.Globalization;

namespace Steno.Tests.Dags;

/// <summary>TryFindAncestor against a plain search. The seed is fixed and part of every message, so a failure replays by running the test again.</summary>
public class AncestorTests
{
    private const int Seed = 20_240_611;
    private const int Cases = 600;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TryFindAncestor_InRandomGraphs_FindsWhatAPlainSearchFinds(bool isStaged)
    {
        Random random = new(Seed);
        int unevenScopes = 0;
        int subsagas = 0;
        for (int i = 0; i < Cases; i++)
        {
            RandomGraph graph = new(random, isStaged);
            SagaDag saga = graph.Saga;
            string where = string.Create(CultureInfo.InvariantCulture, $"seed {Seed}, case {i}: {saga.ToDot()}");
            SagaShape shape = saga.Shape;
            string[] names = [.. Enumerable.Range(0, graph.Count).Select(graph.NameOf).OfType<string>().Distinct(), "nobody"];
            for (int node = 0; node < graph.Count; node++)
            {
                CheckNode(graph, shape, node, names, where);
                bool isScope = graph.ScopeOf(node) == node;
                subsagas += isScope && node != 0 ? 1 : 0;
                unevenScopes += isScope && !shape.IsStaged(graph.PlaceOf(node)) ? 1 : 0;
            }
        }
        // The mix must reach both ways of answering, or the comparison says nothing.
        Assert.True(subsagas > Cases / 2, $"{subsagas} subsagas");
        Assert.True(isStaged ? unevenScopes == 0 : unevenScopes > Cases / 4, $"{unevenScopes} uneven scopes");
    }

    private static void CheckNode(RandomGraph graph, SagaShape shape, int node, string[] names, string where)
    {
        int place = graph.PlaceOf(node);
        Assert.True(shape.ScopeOf(place) == graph.PlaceOf(graph.ScopeOf(node)), where);
        HashSet<int> reached = graph.ReachedFrom(node);
        List<int> visible = [];
        foreach (string name in names)
        {
            int named = Enumerable.Range(0, graph.Count).FirstOrDefault(other => graph.LookupOf(other) == graph.LookupOf(node) && graph.NameOf(other) == name, -1);
            Assert.True(shape.HasNamed(graph.PlaceOf(graph.LookupOf(node)), new NodeName(name)) == named >= 0, where);
            foreach (bool includeSelf in (bool[])[false, true])
            {
                bool expected = named >= 0 && (reached.Contains(named) || (includeSelf && named == node));
                bool found = shape.TryFindAncestor(place, new NodeName(name), includeSelf, out int ancestor);
                Assert.True(found == expected && (!found || ancestor == graph.PlaceOf(named)), $"node {place}, name {name}, self {includeSelf}: {found}; {where}");
            }
            if (named >= 0 && reached.Contains(named))
            {
                visible.Add(graph.PlaceOf(named));
            }
        }
        Assert.True(visible.Order().SequenceEqual(shape.AncestorsOf(place)), where);
    }
}
