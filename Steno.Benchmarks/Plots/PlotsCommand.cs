namespace Steno.Benchmarks.Plots;

/// <summary>
/// <c>plots CLAIMS.jsonl --out DIRECTORY</c>: draws the JSON lines of a claims run as SVG charts. Exit code 0 when at least one was
/// drawn; 1 when the file cannot be read or holds nothing to draw; 2 for a wrong command line.
/// </summary>
internal static class PlotsCommand
{
    public static int Run(ReadOnlySpan<string> arguments, TextWriter output, TextWriter error)
    {
        if (arguments is not [var file, "--out", var directory])
        {
            error.WriteLine("plots CLAIMS.jsonl --out DIRECTORY");
            return 2;
        }
        try
        {
            return Draw(file, directory, output, error);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException)
        {
            error.WriteLine($"{file}: {failure.Message}");
            return 1;
        }
    }

    private static int Draw(string file, string directory, TextWriter output, TextWriter error)
    {
        using StreamReader lines = new(file);
        Chart[] charts = [.. ChartCatalog.From(MeasuredClaims.Read(lines))];
        if (charts.Length == 0)
        {
            error.WriteLine($"{file} has no claim that a chart shows.");
            return 1;
        }
        Directory.CreateDirectory(directory);
        foreach (Chart chart in charts)
        {
            string path = Path.Combine(directory, chart.FileName);
            File.WriteAllText(path, SvgChartWriter.Write(chart));
            output.WriteLine(path);
        }
        return 0;
    }
}
