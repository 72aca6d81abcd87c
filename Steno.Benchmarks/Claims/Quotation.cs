namespace Steno.Benchmarks.Claims;

/// <summary>A figure that was measured elsewhere and is only repeated here.</summary>
/// <param name="Figure">The figure, in the claim's unit.</param>
/// <param name="Source">Whose it is and where it was measured.</param>
internal sealed record Quotation(double Figure, string Source);
