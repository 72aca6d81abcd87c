namespace Steno.Benchmarks.Claims;

/// <summary>The command line of <c>claims</c>.</summary>
internal sealed record ClaimsOptions
{
    public string Only { get; init; } = "";
    public bool IsQuick { get; init; }
    /// <summary>Ten million sagas where the measured run has two million.</summary>
    public bool IsLong { get; init; }
    public bool IsJson { get; init; }
    public string ParentDirectory { get; init; } = Path.GetTempPath();

    // Many short rounds beat few long ones on a machine that is not quiet: the median of ratios throws out the bad moments.
    public int Rounds => IsQuick ? 3 : 7;
    public TimeSpan WarmUp => TimeSpan.FromMilliseconds(IsQuick ? 150 : 500);
    public TimeSpan Window => TimeSpan.FromMilliseconds(IsQuick ? 400 : 2500);

    /// <exception cref="FormatException">An argument is not understood.</exception>
    public static ClaimsOptions Parse(ReadOnlySpan<string> arguments)
    {
        ClaimsOptions options = new();
        for (int i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--quick" => options with { IsQuick = true },
                "--long" => options with { IsLong = true },
                "--json" => options with { IsJson = true },
                "--only" => options with { Only = ValueAfter(arguments, ref i) },
                "--dir" => options with { ParentDirectory = ValueAfter(arguments, ref i) },
                _ => throw new FormatException($"'{arguments[i]}' is not an option of claims."),
            };
        }
        return options.IsQuick && options.IsLong ? throw new FormatException("--quick and --long exclude each other.") : options;
    }

    private static string ValueAfter(ReadOnlySpan<string> arguments, ref int index)
        => ++index < arguments.Length ? arguments[index] : throw new FormatException($"{arguments[index - 1]} needs a value.");
}
