namespace Steno.Benchmarks.Claims;

/// <summary>
/// <c>claims</c>: measures every chosen claim and prints it. Exit code 0 when all were measured, whether their goals are
/// met or not; 1 when a claim is void; 2 for a wrong command line. Progress and reasons go to stderr.
/// </summary>
internal static class ClaimsCommand
{
    /// <param name="arguments">The command line.</param>
    /// <param name="catalog">The claims that this program has.</param>
    public static int Run(ReadOnlySpan<string> arguments, IReadOnlyList<Claim> catalog)
    {
        ClaimsOptions options;
        try
        {
            options = ClaimsOptions.Parse(arguments);
        }
        catch (FormatException failure)
        {
            Console.Error.WriteLine(failure.Message);
            return 2;
        }
        List<Claim> claims = Runnable(catalog.Where(claim => claim.Name.StartsWith(options.Only, StringComparison.Ordinal)));
        if (claims.Count == 0)
        {
            Console.Error.WriteLine($"No claim that can run here begins with '{options.Only}'. There are: {string.Join(", ", catalog.Select(claim => claim.Name))}");
            return 2;
        }
        if (MachineInfo.IsInMemory(options.ParentDirectory))
        {
            Console.Error.WriteLine($"{options.ParentDirectory} is in memory, where a sync costs nothing: name a directory on a disk with --dir.");
            return 2;
        }
        if (options.IsJson)
        {
            // The lines are for programs; who reads along must still know on what they were measured.
            MachineInfo.Write(Console.Error, options);
        }
        using IClaimWriter writer = options.IsJson ? new JsonClaimWriter(Console.OpenStandardOutput()) : new TableClaimWriter(Console.Out, options);
        bool isVoid = false;
        foreach (IGrouping<ISubject, Claim> group in claims.GroupBy(claim => claim.Subject))
        {
            foreach (ClaimResult result in Measure(group.Key, [.. group], options))
            {
                isVoid |= result.Value is null;
                writer.Write(result);
            }
        }
        return isVoid ? 1 : 0;
    }

    // A claim whose peers cannot run on this machine is left out, and said to be.
    private static List<Claim> Runnable(IEnumerable<Claim> claims)
    {
        List<Claim> runnable = [];
        foreach (Claim claim in claims)
        {
            if (claim.Subject.FindObstacle(claim) is { } obstacle)
            {
                Console.Error.WriteLine($"{claim.Name} is skipped: {obstacle}.");
                continue;
            }
            runnable.Add(claim);
        }
        return runnable;
    }

    private static IReadOnlyList<ClaimResult> Measure(ISubject subject, List<Claim> claims, ClaimsOptions options)
    {
        try
        {
            return subject.Measure(claims, options, Console.Error);
        }
        catch (VoidClaimException failure)
        {
            Console.Error.WriteLine($"{string.Join(", ", claims.Select(claim => claim.Name))}: void, {failure.Message}");
            return claims.ConvertAll(ClaimResult.VoidOf);
        }
    }
}
