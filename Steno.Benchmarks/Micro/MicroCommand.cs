using BenchmarkDotNet.Running;

namespace Steno.Benchmarks.Micro;

/// <summary><c>micro</c>: the BenchmarkDotNet classes of this folder; the arguments are BenchmarkDotNet's own.</summary>
internal static class MicroCommand
{
    public static int Run(string[] arguments)
    {
        // Deliberate: in process. The generated project of the default toolchain does not build under central package versions with warnings as errors.
        BenchmarkSwitcher.FromAssembly(typeof(MicroCommand).Assembly).Run([.. arguments, "--inProcess"]);
        return 0;
    }
}
