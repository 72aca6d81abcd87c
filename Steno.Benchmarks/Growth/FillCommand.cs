using System.Diagnostics;
using System.Globalization;
using Steno.Store;

namespace Steno.Benchmarks.Growth;

/// <summary>
/// <c>fill DIRECTORY SAGAS UNFINISHED drop|keep</c>: fills a store, says so, and waits to be killed. A process of its own, because
/// only a process that dies leaves a store as a crash does.
/// </summary>
internal static class FillCommand
{
    private const string Ready = "filled";

    public static int Run(ReadOnlySpan<string> arguments)
    {
        var options = Options(arguments[0], arguments[3] == "drop" ? SagaRetention.DropBeyond(0) : SagaRetention.Keep);
        int sagas = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        int unfinished = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        FasterSecStore store = FasterSecStore.Open(options);
        int every = Math.Max(1, sagas / Math.Max(1, unfinished));
        SagaFlood.WriteAsync(store, 0, sagas, number => number % every != 0, workers: 256, callsPerSaga: 1).GetAwaiter().GetResult();
        Console.WriteLine(Ready);
        Console.ReadLine();
        return 0;
    }

    public static FasterSecStoreOptions Options(string directory, SagaRetention retention)
        => new() { Directory = directory, Retention = retention };

    /// <summary>Fills a store in a child process and kills it.</summary>
    public static void FillAndKill(string directory, int sagas, int unfinished, bool drops)
    {
        using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [
            .. Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(FillCommand).Assembly.Location] : Array.Empty<string>(),
            "fill", directory, sagas.ToString(CultureInfo.InvariantCulture), unfinished.ToString(CultureInfo.InvariantCulture), drops ? "drop" : "keep"])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        })!;
        string? line = child.StandardOutput.ReadLine();
        child.Kill();
        child.WaitForExit();
        if (line != Ready)
        {
            throw new InvalidOperationException($"filling {directory} failed: {line}");
        }
    }
}
