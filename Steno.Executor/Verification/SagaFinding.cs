namespace Steno;

/// <summary>One thing that is wrong with a saga.</summary>
/// <param name="Kind">What.</param>
/// <param name="Node">The node it is about: the one repeated, or the one that was made to fail; null where there is none.</param>
/// <param name="Situation">What was done, in words.</param>
/// <param name="Expected">The world, or the end, that should have come of it.</param>
/// <param name="Found">What came of it.</param>
public sealed record SagaFinding(SagaFindingKind Kind, NodeName? Node, string Situation, string Expected, string Found)
{
    /// <summary>The finding in three lines.</summary>
    public override string ToString() => $"{Kind.ToName()}: {Situation}\n  expected {Expected}\n  found    {Found}";
}
