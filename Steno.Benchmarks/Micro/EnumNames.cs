using BenchmarkDotNet.Attributes;
using Steno.Benchmarks.Json;

namespace Steno.Benchmarks.Micro;

/// <summary>The names of an enum's values and back, generated code beside the framework's.</summary>
[MemoryDiagnoser]
public class EnumNames
{
    private const int Count = EnumRace.Count;

    /// <summary>Generated.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public void Name() => EnumRace.NamesOurs();

    /// <summary>Enum.ToString.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public void NamePeer() => EnumRace.NamesTheirs();

    /// <summary>Generated, from characters.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public void Parse() => EnumRace.ParseOurs();

    /// <summary>Generated, from UTF-8; the framework has no such form.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public void ParseUtf8() => EnumRace.ParseUtf8Ours();

    /// <summary>Enum.TryParse.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public void ParsePeer() => EnumRace.ParseTheirs();
}
