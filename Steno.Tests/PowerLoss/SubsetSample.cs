using Steno.Tests.Simulation;

namespace Steno.Tests.PowerLoss;

/// <summary>Which subsets of what is unsynced to try: all of them up to so many yes-or-no questions, a sample beyond that.</summary>
/// <param name="ExhaustiveChoices">Up to so many questions every answer is tried.</param>
/// <param name="MostPerKind">Beyond that at most so many singles, all-but-ones, prefixes and suffixes each, spread evenly.</param>
/// <param name="RandomSubsets">And so many at random.</param>
internal sealed record SubsetSample(int ExhaustiveChoices = 12, int MostPerKind = 12, int RandomSubsets = 8)
{
    internal IEnumerable<Choice> Of(int choices) => choices <= ExhaustiveChoices ? All() : Sample(choices);

    private static IEnumerable<Choice> All()
    {
        var choice = new ExhaustiveChoice();
        do
        {
            yield return choice.Choose;
        }
        while (choice.Next());
    }

    private IEnumerable<Choice> Sample(int choices)
    {
        yield return Choices.None;
        yield return Choices.All;
        int previous = -1;
        for (int i = 0; i < MostPerKind; i++)
        {
            // The first and the last are always among them.
            int at = MostPerKind == 1 ? 0 : (int)((long)i * (choices - 1) / (MostPerKind - 1));
            if (at == previous)
            {
                continue;
            }
            previous = at;
            yield return Choices.First(at + 1);
            yield return Choices.AllButFirst(at + 1);
            yield return Choices.Only(at);
            yield return Choices.AllBut(at);
        }
        for (int i = 0; i < RandomSubsets; i++)
        {
            yield return Choices.Random(choices * 1000 + i);
        }
    }
}
