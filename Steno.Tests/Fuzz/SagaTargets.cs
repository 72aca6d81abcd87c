using System.Buffers.Binary;
using Steno.Json;
using Steno.Tests.Golden;
using Steno.Tests.Machine;

namespace Steno.Tests.Fuzz;

/// <summary>A DAG as JSON, loaded as the coordinator does it: read, checked, compiled.</summary>
internal sealed class DagTarget : FuzzTarget
{
    /// <summary>A node of 13 bytes of text is an object with its place in a few arrays.</summary>
    private const int BytesPerByte = 32;

    public override string Name => "dag";

    public override IReadOnlyList<byte[]> Corpus { get; } =
    [
        .. GoldenFiles.Cases("dags.jsonl").SelectMany(line => (string?[])[line.GetProperty("bytes").GetString(), line.GetProperty("value_bytes").GetString()])
            .Select(text => System.Text.Encoding.UTF8.GetBytes(text!)),
    ];

    public override int NormalInputs => 50_000;

    public override long AllowedBytes(byte[] input) => (64 << 10) + ((long)BytesPerByte * input.Length);

    public override bool Read(byte[] input, Action<Action> isMeasured)
    {
        SagaDag? dag = null;
        isMeasured(() =>
        {
            try
            {
                dag = StenoJson.Deserialize<SagaDag>(input);
                _ = dag.Shape.Count;
            }
            catch (Exception refusal) when (refusal is StenoJsonException or InvalidDagException)
            {
                dag = null;
            }
        });
        if (dag is not null)
        {
            byte[] written = StenoJson.Serialize(dag);
            Assert.Equal(written, StenoJson.Serialize(StenoJson.Deserialize<SagaDag>(written)));
            RunToEnd(new SagaMachine(dag.Shape));
        }
        return dag is not null;
    }

    /// <summary>Every action succeeds: a DAG that was accepted comes to its end.</summary>
    internal static void RunToEnd(SagaMachine machine)
    {
        List<SagaStep> steps = [];
        machine.Decide(steps);
        while (steps.Count > 0)
        {
            SagaStep step = steps[^1];
            steps.RemoveAt(steps.Count - 1);
            machine.Complete(step.Node, step.IsUndo ? SagaNodeEventType.UndoFinished : SagaNodeEventType.Succeeded(default));
            machine.Decide(steps);
        }
        Assert.NotEqual(SagaEnd.None, machine.End);
    }
}

/// <summary>
/// A recorded log of a saga, checked against its DAG before the machine takes it in. An input is the number of a DAG and then
/// three bytes an event: node (two) and kind. What is accepted must come to an end, and what it recorded as succeeded is not run again.
/// </summary>
internal sealed class SagaLogTarget : FuzzTarget
{
    private const int HeaderBytes = 2;
    private const int EventBytes = 3;
    private static readonly SagaId s_id = SagaId.Parse("049b2522-308d-442e-bc65-9bfaef863597");
    private static readonly Lazy<ModelDag[]> s_dags = new(() => [.. Enumerable.Range(1, 4).SelectMany(ModelDags.WithActions).Take(300), .. ModelDags.AnyGraph(3).Take(60)]);
    private static readonly Lazy<List<byte[]>> s_corpus = new(RunAll);

    public override string Name => "saga-log";

    public override IReadOnlyList<byte[]> Corpus => s_corpus.Value;

    public override int NormalInputs => 150_000;

    public override long AllowedBytes(byte[] input) => (64 << 10) + (64L * input.Length);

    public override byte[] Mutate(Random random, byte[] input)
    {
        List<byte[]> events = [.. input.Skip(HeaderBytes).Chunk(EventBytes)];
        for (int changes = 1 + random.Next(3); changes > 0; changes--)
        {
            int at = random.Next(events.Count + 1);
            switch (random.Next(6))
            {
                case 0 when at < events.Count:
                    events.RemoveAt(at);
                    break;
                case 1 when at < events.Count:
                    events.Insert(random.Next(events.Count + 1), events[at]);
                    break;
                case 2 when at < events.Count:
                    events[at] = [events[at][0], events[at].ElementAtOrDefault(1), (byte)random.Next(6)];
                    break;
                case 3 when at < events.Count:
                    events[at] = [(byte)random.Next(12), (byte)(random.Next(40) == 0 ? 1 : 0), events[at].ElementAtOrDefault(2)];
                    break;
                case 4:
                    events.RemoveRange(at, events.Count - at);
                    break;
                default:
                    events.Insert(at, [(byte)random.Next(8), 0, (byte)random.Next(6)]);
                    break;
            }
        }
        byte[] header = random.Next(10) == 0 ? [(byte)random.Next(256), (byte)random.Next(2)] : input[..HeaderBytes];
        return [.. header, .. events.SelectMany(static each => each)];
    }

    public override bool Read(byte[] input, Action<Action> isMeasured)
    {
        SagaShape shape = s_dags.Value[BinaryPrimitives.ReadUInt16LittleEndian(input) % s_dags.Value.Length].Shape;
        SagaNodeEvent[] events = [.. input.Skip(HeaderBytes).Chunk(EventBytes).Select(ToEvent)];
        SagaMachine? machine = null;
        isMeasured(() =>
        {
            try
            {
                machine = SagaMachine.Recover(shape, s_id, events);
            }
            catch (SagaLogException)
            {
                // The typed refusal.
            }
        });
        if (machine is null)
        {
            return false;
        }
        int recorded = machine.Log.Count;
        HashSet<int> succeeded = [.. machine.Log.Where(entry => entry.EventType.Kind == SagaNodeEventKind.Succeeded).Select(entry => entry.Node)];
        DagTarget.RunToEnd(machine);
        Assert.DoesNotContain(machine.Log.Skip(recorded), entry => entry.EventType.Kind is SagaNodeEventKind.Started or SagaNodeEventKind.Succeeded && succeeded.Contains(entry.Node));
        return true;
    }

    private static SagaNodeEvent ToEvent(byte[] each)
    {
        var kind = (SagaNodeEventKind)(each.ElementAtOrDefault(2) % 6);
        return new(s_id, new((uint)(each[0] | (each.ElementAtOrDefault(1) << 8))), kind switch
        {
            SagaNodeEventKind.Started => SagaNodeEventType.Started,
            SagaNodeEventKind.Succeeded => SagaNodeEventType.Succeeded(default),
            SagaNodeEventKind.Failed => SagaNodeEventType.Failed(new ActionError.InjectedError()),
            SagaNodeEventKind.UndoStarted => SagaNodeEventType.UndoStarted,
            SagaNodeEventKind.UndoFinished => SagaNodeEventType.UndoFinished,
            _ => ModelOutcomes.Of(0, isUndo: true)[^1],
        });
    }

    /// <summary>For each DAG a log of one run, with a failure somewhere in every second.</summary>
    private static List<byte[]> RunAll()
    {
        var logs = new List<byte[]>();
        var random = new Random(1);
        for (int number = 0; number < s_dags.Value.Length; number++)
        {
            SagaMachine machine = new(s_dags.Value[number].Shape);
            List<SagaStep> steps = [];
            machine.Decide(steps);
            while (steps.Count > 0)
            {
                int at = random.Next(steps.Count);
                SagaStep step = steps[at];
                steps.RemoveAt(at);
                machine.Complete(step.Node, ModelOutcomes.Of(step.Node, step.IsUndo)[random.Next(number % 2 == 0 ? 4 : 40) == 0 ? ^1 : 0]);
                machine.Decide(steps);
            }
            logs.Add([(byte)number, (byte)(number >> 8), .. machine.Log.SelectMany(entry => (byte[])[(byte)entry.Node, 0, (byte)entry.EventType.Kind])]);
        }
        return logs;
    }
}
