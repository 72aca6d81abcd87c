using System.Text.Json;
using Steno.Json;
using Steno.Tests.Golden;

namespace Steno.Tests.Machine;

public class SagaLogGoldenTests
{
    private static readonly SagaId Id = SagaId.Parse("049b2522-308d-442e-bc65-9bfaef863597");

    [Fact]
    public void EveryStatusAndEvent_IsLegalExactlyWhereTheRustCrateSaysSo()
    {
        int count = 0;
        foreach (JsonElement cell in GoldenFiles.Cases("saga-log-transitions.jsonl"))
        {
            SagaLog log = LogWithStatus(Enum.Parse<SagaNodeStatus>(cell.GetProperty("status").GetString()!));
            SagaNodeEventType type = OfKind(SagaNodeEventKindNames.Parse(cell.GetProperty("event").GetString()!));
            int before = log.Events.Count;
            if (cell.GetProperty("legal").GetBoolean())
            {
                log.Record(new SagaNodeEvent(Id, default, type));
                Assert.Equal(cell.GetProperty("status_after").GetString(), log.StatusOf(default).ToString());
                Assert.Equal(cell.GetProperty("unwinding_after").GetBoolean(), log.IsUnwinding);
            }
            else
            {
                Assert.Throws<SagaLogException>(() => log.Record(new SagaNodeEvent(Id, default, type)));
                Assert.Equal(before, log.Events.Count);
            }
            count++;
        }
        Assert.Equal(42, count);
    }

    [Fact]
    public void RecordedLogs_AreSortedByKindOrRefusedAsInTheRustCrate()
    {
        foreach (JsonElement wanted in GoldenFiles.Cases("saga-log-recover.jsonl"))
        {
            SagaNodeEvent[] input = Events(wanted.GetProperty("input"));
            if (!wanted.GetProperty("legal").GetBoolean())
            {
                Assert.Throws<SagaLogException>(() => SagaLog.Recover(Id, input));
                continue;
            }
            SagaLog log = SagaLog.Recover(Id, input);
            Assert.Equal(Events(wanted.GetProperty("events")), log.Events);
            Assert.Equal(wanted.GetProperty("unwinding").GetBoolean(), log.IsUnwinding);
        }
    }

    [Fact]
    public void Text_NumbersTheEvents()
    {
        SagaLog log = LogWithStatus(SagaNodeStatus.Failed);

        Assert.Equal($"SAGA LOG:\nsaga id:   {Id}\ndirection: unwinding\nevents (2 total):\n\n001 N000 started\n002 N000 failed\n", log.ToString());
    }

    private static SagaLog LogWithStatus(SagaNodeStatus status)
    {
        SagaLog log = new(Id);
        SagaNodeEventKind[] way = status switch
        {
            SagaNodeStatus.NeverStarted => [],
            SagaNodeStatus.Started => [SagaNodeEventKind.Started],
            SagaNodeStatus.Succeeded => [SagaNodeEventKind.Started, SagaNodeEventKind.Succeeded],
            SagaNodeStatus.Failed => [SagaNodeEventKind.Started, SagaNodeEventKind.Failed],
            SagaNodeStatus.UndoStarted => [SagaNodeEventKind.Started, SagaNodeEventKind.Succeeded, SagaNodeEventKind.UndoStarted],
            SagaNodeStatus.UndoFinished => [SagaNodeEventKind.Started, SagaNodeEventKind.Succeeded, SagaNodeEventKind.UndoStarted, SagaNodeEventKind.UndoFinished],
            _ => [SagaNodeEventKind.Started, SagaNodeEventKind.Succeeded, SagaNodeEventKind.UndoStarted, SagaNodeEventKind.UndoFailed],
        };
        foreach (SagaNodeEventKind kind in way)
        {
            log.Record(new SagaNodeEvent(Id, default, OfKind(kind)));
        }
        return log;
    }

    private static SagaNodeEventType OfKind(SagaNodeEventKind kind) => kind switch
    {
        SagaNodeEventKind.Started => SagaNodeEventType.Started,
        SagaNodeEventKind.Succeeded => SagaNodeEventType.Succeeded(default),
        SagaNodeEventKind.Failed => SagaNodeEventType.Failed(new ActionError.InjectedError()),
        SagaNodeEventKind.UndoStarted => SagaNodeEventType.UndoStarted,
        SagaNodeEventKind.UndoFinished => SagaNodeEventType.UndoFinished,
        _ => SagaNodeEventType.UndoFailed(new UndoActionError.PermanentFailure(default)),
    };

    private static SagaNodeEvent[] Events(JsonElement array)
        => [.. array.EnumerateArray().Select(item => StenoJson.Deserialize<SagaNodeEvent>(System.Text.Encoding.UTF8.GetBytes(item.GetRawText())))];
}
