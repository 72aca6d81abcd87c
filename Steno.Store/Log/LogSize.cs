namespace Steno.Store.Log;

/// <summary>How large a log may be for what is alive in it: so many times the live bytes, and so many segments more.</summary>
internal readonly record struct LogSize(double PerLiveByte, double Segments)
{
    /// <summary>From here on compaction pays.</summary>
    public static LogSize WorthCompacting => new(1.2, 0.5);
    /// <summary>From here on it no longer pauses for the callers.</summary>
    public static LogSize Large => new(1.3, 0.75);
    /// <summary>From here on callers wait for it a little. The one or two segments that are prepared ahead come on top.</summary>
    public static LogSize TooLarge => new(1.4, 0.75);
}
