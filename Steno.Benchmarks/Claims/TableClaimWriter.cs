using System.Globalization;

namespace Steno.Benchmarks.Claims;

/// <summary>A table under a block that says on what it was measured; printed at the end, below the progress lines.</summary>
internal sealed class TableClaimWriter(TextWriter output, ClaimsOptions options) : IClaimWriter
{
    private readonly List<ClaimResult> _results = [];

    public void Write(ClaimResult result) => _results.Add(result);

    public void Dispose()
    {
        output.WriteLine();
        MachineInfo.Write(output, options);
        output.WriteLine();
        output.WriteLine($"{"claim",-38}{"value",10} {"unit",-10}{"goal",8}{"meets",7}{"ours",13}{"theirs",13}{"spread",8}");
        foreach (ClaimResult result in _results)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{result.Claim.Name,-38}{Text(result.Value, "0.00"),10} {result.Claim.Unit,-10}{GoalText(result),8}{MeetsText(result),7}{Text(result.Ours, "N0"),13}{Text(result.Theirs, "N0") + (result.Claim.Quoted is null ? "" : "*"),13}{Text(result.Spread, "0%"),8}"));
        }
        foreach (string source in _results.Select(result => result.Claim.Quoted?.Source).OfType<string>().Distinct())
        {
            output.WriteLine($"* quoted, not measured in this run: {source}");
        }
    }

    private static string GoalText(ClaimResult result) => double.IsNaN(result.Claim.Goal) ? "-" : Text(result.Claim.Goal, "#,0.##");

    private static string MeetsText(ClaimResult result) => double.IsNaN(result.Claim.Goal) ? "-" : result.Meets ? "yes" : "no";

    private static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
