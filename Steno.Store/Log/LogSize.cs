namespace Steno.Store.Log;

/// <summary>
/// How large a log may be for what is alive in it: so many times the live bytes, so many segments more, and so many times what a
/// long rewrite writes. Without one, and with the one or two segments that are prepared ahead, it stays within 1.5 times
/// the live bytes and three segments.
/// </summary>
internal readonly record struct LogSize(double PerLiveByte, double Segments, double PerLongRewrite)
{
    /// <summary>From here on compaction pays.</summary>
    public static LogSize WorthCompacting => new(1.2, 0.75, 1);
    /// <summary>From here on it no longer pauses for the callers. What it has written so far is in the log too.</summary>
    public static LogSize Large => new(1.3, 1, 2);
    /// <summary>From here on callers wait for it a little.</summary>
    public static LogSize TooLarge => new(1.4, 1.25, 2);
}
