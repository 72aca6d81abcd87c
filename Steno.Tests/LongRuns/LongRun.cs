using System.Diagnostics;
using System.Globalization;

namespace Steno.Tests.LongRuns;

/// <summary>
/// The long form of a test, which can be stopped at any moment and goes on where it was. STENO_LONG names a directory; a file
/// there for each test says how many units of it are done, how much they tried, and the seed that all of its choices follow from.
/// Without the variable there is no long run and tests do their normal share.
/// </summary>
internal sealed class LongRun
{
    /// <summary>The trait by which one filter finds all tests that have a long form.</summary>
    internal const string Trait = "Run";
    internal const string Long = "Long";

    private readonly string _file;
    private readonly long _start = Stopwatch.GetTimestamp();

    private LongRun(string file, long unit, long count, int seed) => (_file, Unit, Count, Seed) = (file, unit, count, seed);

    /// <summary>Whether this is one.</summary>
    internal static bool IsOn => Directory is { Length: > 0 };

    /// <summary>The first unit that is not done yet.</summary>
    internal long Unit { get; private set; }

    /// <summary>How much all units that are done tried: images, kills, or what else the test counts.</summary>
    internal long Count { get; private set; }

    internal int Seed { get; }

    private static string? Directory => Environment.GetEnvironmentVariable("STENO_LONG");

    /// <summary>The long run of a test, begun or gone on with; null when STENO_LONG is not set.</summary>
    internal static LongRun? Of(string name)
    {
        if (!IsOn)
        {
            return null;
        }
        System.IO.Directory.CreateDirectory(Directory!);
        string file = Path.Combine(Directory!, name + ".progress");
        if (!File.Exists(file))
        {
            return new LongRun(file, 0, 0, Environment.TickCount);
        }
        long[] numbers = [.. File.ReadAllText(file).Split(' ').Select(word => long.Parse(word, CultureInfo.InvariantCulture))];
        return new LongRun(file, numbers[0], numbers[1], (int)numbers[2]);
    }

    /// <summary>Notes that everything before this unit is done. A kill leaves the note before or this one.</summary>
    internal void Save(long unit, long count)
    {
        (Unit, Count) = (unit, count);
        File.WriteAllText(_file + ".tmp", string.Create(CultureInfo.InvariantCulture, $"{unit} {count} {Seed}"));
        File.Move(_file + ".tmp", _file, overwrite: true);
    }

    public override string ToString() => $"{Path.GetFileNameWithoutExtension(_file)}: {Unit:N0} units, {Count:N0} tried, seed {Seed}, {Stopwatch.GetElapsedTime(_start).TotalMinutes:F0} minutes since it was started last";
}
