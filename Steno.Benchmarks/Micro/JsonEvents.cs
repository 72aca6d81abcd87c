using BenchmarkDotNet.Attributes;
using Steno.Benchmarks.Json;

namespace Steno.Benchmarks.Micro;

/// <summary>An event of about 145 bytes, written and read by generated code and by System.Text.Json's source generation: 4,096 different ones.</summary>
[MemoryDiagnoser]
public class JsonEvents
{
    private const int Count = JsonInputs.EventCount;

    /// <summary>Makes the documents, and checks that both sides hold the same.</summary>
    [GlobalSetup]
    public void Prepare() => JsonInputs.RequireSame();

    /// <summary>Ours, the output bound to a class.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public void Write() => JsonSides.WriteOurs(JsonInputs.Events);

    /// <summary>Theirs, the same class.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public void WritePeer() => JsonSides.WriteTheirs(JsonInputs.PeerEvents, PeerContext.Default.PeerEvent);

    /// <summary>Ours, the output kept as its text.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public void WriteRaw() => JsonSides.WriteOurs(JsonInputs.RawEvents);

    /// <summary>Theirs, the output as an element.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public void WriteRawPeer() => JsonSides.WriteTheirs(JsonInputs.PeerRawEvents, PeerContext.Default.PeerRawEvent);

    /// <summary>Ours, the output bound to a class.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public void Read() => JsonSides.ReadOurs<TypedEvent>(JsonInputs.EventTexts);

    /// <summary>Theirs, the same class.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public void ReadPeer() => JsonSides.ReadTheirs(JsonInputs.EventTexts, PeerContext.Default.PeerEvent);

    /// <summary>Ours, every twentieth with its members in another order.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public void ReadMixed() => JsonSides.ReadOurs<TypedEvent>(JsonInputs.MixedTexts);

    /// <summary>Theirs, every twentieth with its members in another order.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public void ReadMixedPeer() => JsonSides.ReadTheirs(JsonInputs.MixedTexts, PeerContext.Default.PeerEvent);

    /// <summary>Ours, the output kept as its text.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public void ReadRaw() => JsonSides.ReadOurs<SagaNodeEvent>(JsonInputs.EventTexts);

    /// <summary>Theirs, the output as an element.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public void ReadRawPeer() => JsonSides.ReadTheirs(JsonInputs.EventTexts, PeerContext.Default.PeerRawEvent);
}
