namespace Steno.Benchmarks.Claims;

/// <summary>What is measured once for all the claims about it.</summary>
internal interface ISubject
{
    /// <summary>Why a claim about it cannot be measured on this machine; null when it can.</summary>
    string? FindObstacle(Claim claim) => null;

    /// <summary>Measures, and reads the claims.</summary>
    /// <exception cref="VoidClaimException">Something failed, or was lost after it was acknowledged.</exception>
    IReadOnlyList<ClaimResult> Measure(IReadOnlyList<Claim> claims, ClaimsOptions options, TextWriter log);
}
