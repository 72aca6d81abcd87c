using BenchmarkDotNet.Attributes;
using Steno.Benchmarks.Json;

namespace Steno.Benchmarks.Micro;

/// <summary>A user's object of about 1 KiB, written and read by generated code and by System.Text.Json's source generation: 256 different ones.</summary>
[MemoryDiagnoser]
public class JsonOrders
{
    private const int Count = JsonInputs.OrderCount;

    /// <summary>Makes the documents, and checks that both sides hold the same.</summary>
    [GlobalSetup]
    public void Prepare() => JsonInputs.RequireSame();

    /// <summary>Ours.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public void Write() => JsonSides.WriteOurs(JsonInputs.Orders);

    /// <summary>Theirs.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public void WritePeer() => JsonSides.WriteTheirs(JsonInputs.PeerOrders, PeerContext.Default.PeerOrder);

    /// <summary>Ours.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public void Read() => JsonSides.ReadOurs<Order>(JsonInputs.OrderTexts);

    /// <summary>Theirs.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public void ReadPeer() => JsonSides.ReadTheirs(JsonInputs.OrderTexts, PeerContext.Default.PeerOrder);
}
