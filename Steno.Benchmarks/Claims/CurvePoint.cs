namespace Steno.Benchmarks.Claims;

/// <summary>One point of a curve: what was measured at which size.</summary>
internal readonly record struct CurvePoint(double X, double Y);
