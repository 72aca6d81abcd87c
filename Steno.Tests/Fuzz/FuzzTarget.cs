namespace Steno.Tests.Fuzz;

/// <summary>Something that reads what others wrote: files of a store, JSON, lines, recorded sagas.</summary>
internal abstract class FuzzTarget
{
    /// <summary>Its name, in the names of files and in commands.</summary>
    public abstract string Name { get; }

    /// <summary>Inputs to begin with: sound ones, mostly.</summary>
    public abstract IReadOnlyList<byte[]> Corpus { get; }

    /// <summary>How many inputs a normal run tries; about three seconds on a quiet machine.</summary>
    public abstract int NormalInputs { get; }

    /// <summary>A changed input.</summary>
    /// <param name="random">The source of every choice.</param>
    /// <param name="input">One of the corpus, or what an earlier change made of one.</param>
    public virtual byte[] Mutate(Random random, byte[] input) => Mutator.Mutate(random, input, Corpus[random.Next(Corpus.Count)]);

    /// <summary>
    /// Reads an input on this thread. Returning is one good outcome and a typed refusal, taken in here, the other; any other
    /// exception is a finding.
    /// </summary>
    /// <param name="input">The input.</param>
    /// <param name="isMeasured">Called around the reading itself, whose allocations are counted.</param>
    /// <returns>Whether it was accepted.</returns>
    public abstract bool Read(byte[] input, Action<Action> isMeasured);

    /// <summary>How much the reading of an input may allocate.</summary>
    public abstract long AllowedBytes(byte[] input);
}
