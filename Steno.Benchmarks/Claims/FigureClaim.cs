namespace Steno.Benchmarks.Claims;

/// <summary>A figure of a trial that must not exceed its goal. The trial names its figures as the claims are named.</summary>
internal sealed record FigureClaim(string Name, Trial Trial, double Goal, string Unit) : Claim(Name, Trial, Goal, Unit);
