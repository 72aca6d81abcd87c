namespace Steno.Generators;

/// <summary>The names of the pipeline's stages, by which the tests see whether each was cached.</summary>
public static class TrackingNames
{
    /// <summary>Models made from symbols.</summary>
    public const string Targets = "Targets";
    /// <summary>Mistakes found.</summary>
    public const string Problems = "Problems";
    /// <summary>Models that get code.</summary>
    public const string Types = "Types";
}
