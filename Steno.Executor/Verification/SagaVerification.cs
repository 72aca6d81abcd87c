using System.Globalization;

namespace Steno;

/// <summary>What came of verifying a saga.</summary>
/// <param name="RunCount">How many runs were made.</param>
/// <param name="Findings">What is wrong; empty when nothing was found.</param>
public sealed record SagaVerification(int RunCount, IReadOnlyList<SagaFinding> Findings)
{
    /// <summary>Whether nothing was found.</summary>
    public bool IsSound => Findings.Count == 0;

    /// <summary>The findings, or one line that says there are none.</summary>
    public override string ToString() => IsSound
        ? string.Create(CultureInfo.InvariantCulture, $"Sound: {RunCount} runs, nothing found.")
        : string.Create(CultureInfo.InvariantCulture, $"{Findings.Count} findings in {RunCount} runs:\n{string.Join('\n', Findings)}");
}
