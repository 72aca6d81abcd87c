namespace Steno.Benchmarks.Claims;

/// <summary>Prints results as they come: as JSON lines for programs or as a table for people.</summary>
internal interface IClaimWriter : IDisposable
{
    void Write(ClaimResult result);
}
