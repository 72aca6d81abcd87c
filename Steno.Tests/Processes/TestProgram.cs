using Steno.Tests.Limits;

namespace Steno.Tests.Processes;

/// <summary>
/// The entry point of this assembly when a test starts it as a process of its own: to be killed, or to live under limits
/// that would hit every other test too. The first argument names the part to play; the exit code is 0 when it ended well.
/// </summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
internal static class TestProgram
{
    public static async Task<int> Main(string[] args)
    {
        if (args.Length == 0)
        {
            Console.Error.WriteLine("The tests start this program; run `dotnet test` instead.");
            return 2;
        }
        try
        {
            await PlayAsync(args[0], args[1..]);
            return 0;
        }
        catch (Exception failure)
        {
            Console.Error.WriteLine(failure);
            return 1;
        }
    }

    private static Task PlayAsync(string part, string[] arguments) => part switch
    {
        Crash.SagaChild.Part => Crash.SagaChild.RunAsync(arguments),
        Crash.TidyChild.Part => Crash.TidyChild.RunAsync(arguments),
        LimitedStore.OpenFilesPart => LimitedStore.RunOutOfFilesAsync(arguments),
        LimitedStore.FileSizePart => LimitedStore.RunOutOfFileSizeAsync(arguments),
        LimitedStore.UnprivilegedPart => LimitedStore.BeUnprivilegedAsync(arguments),
        LimitedStore.UmaskPart => LimitedStore.LiveUnderUmaskAsync(arguments),
        Stores.AllocationTests.ManyCallersPart => Stores.AllocationTests.RecordFromManyCallersAsync(),
        StarvedStore.BlockedPart => StarvedStore.CallBesideBlockedTasksAsync(arguments),
        StarvedStore.PoolOfOnePart => StarvedStore.CallFromAPoolOfOneAsync(arguments),
        Mutants.MutantRun.Part => Mutants.MutantRun.RunAsync(arguments),
        Fixtures.FixtureSet.Part => Fixtures.FixtureSet.AddMissingAsync(),
        _ => throw new ArgumentException($"There is no part '{part}'."),
    };
}
