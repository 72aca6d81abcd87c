namespace Steno.Cli;

/// <summary>Where a command reads and writes; tests put memory here.</summary>
internal sealed record CliStreams(Stream Input, Stream Output, TextWriter Error)
{
    /// <summary>Whether progress may be drawn: standard error is a terminal.</summary>
    public bool ShowsProgress { get; init; }

    public static CliStreams OfProcess() => new(Console.OpenStandardInput(), new StandardOutput(), Console.Error)
    {
        ShowsProgress = !Console.IsErrorRedirected,
    };
}
