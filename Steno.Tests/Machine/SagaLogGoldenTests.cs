using System.Text;
using System.Text.Json;
using Steno.Json;
using Steno.Tests.Golden;

namespace Steno.Tests.Machine;

public class SagaLogGoldenTests
{
    private static readonly SagaId Saga = SagaId.Parse("049b2522-308d-442e-bc65-9bfaef863597");

    // The events that bring a node into each status.
    private static readonly Dictionary<SagaNodeStatus, string[]> WaysTo = new()
    {
        [SagaNodeStatus.NeverStarted] = [],
        [SagaNodeStatus.Started] = ["started"],
        [SagaNodeStatus.Succeeded] = ["started", "succeeded"],
        [SagaNodeStatus.Failed] = ["started", "failed"],
        [SagaNodeStatus.UndoStarted] = ["started", "succeeded", "undo_started"],
        [SagaNodeStatus.UndoFinished] = ["started", "succeeded", "undo_started", "undo_finished"],
        [SagaNodeStatus.UndoFailed] = ["started", "succeeded", "undo_started", "undo_failed"],
    };

    [Fact]
    public void SagaLog_EveryStatusAndEvent_IsLegalWhereTheRustCrateSaysSo()
    {
        int cells = 0;
        foreach (JsonElement cell in GoldenFiles.Cases("saga-log-transitions.jsonl"))
        {
            SagaLog log = new(Saga);
            SagaNodeStatus before = Enum.Parse<SagaNodeStatus>(cell.GetProperty("status").GetString()!);
            foreach (string happened in WaysTo[before])
            {
                log.Record(Event(happened));
            }
            Assert.Equal(before, log.StatusOf(default));
            SagaNodeEvent next = Event(cell.GetProperty("event").GetString()!);
            int countBefore = log.Events.Count;
            if (cell.GetProperty("legal").GetBoolean())
            {
                log.Record(next);
                Assert.Equal(cell.GetProperty("status_after").GetString(), log.StatusOf(default).ToString());
                Assert.Equal(cell.GetProperty("unwinding_after").GetBoolean(), log.IsUnwinding);
            }
            else
            {
                Assert.Throws<SagaLogException>(() => log.Record(next));
                Assert.Equal(before, log.StatusOf(default));
                Assert.Equal(countBefore, log.Events.Count);
            }
            cells++;
        }
        Assert.Equal(42, cells);
    }

    [Fact]
    public void SagaLog_RecoveredFromEveryGoldenList_IsWhatTheRustCrateMakesOfIt()
    {
        foreach (JsonElement list in GoldenFiles.Cases("saga-log-recover.jsonl"))
        {
            SagaNodeEvent[] input = Read(list.GetProperty("input"));
            if (!list.GetProperty("legal").GetBoolean())
            {
                Assert.Throws<SagaLogException>(() => SagaLog.Recover(Saga, input));
                continue;
            }
            SagaLog log = SagaLog.Recover(Saga, input);
            Assert.Equal(Read(list.GetProperty("events")), log.Events);
            Assert.Equal(list.GetProperty("unwinding").GetBoolean(), log.IsUnwinding);
        }
    }

    private static SagaNodeEvent[] Read(JsonElement events)
        => [.. events.EnumerateArray().Select(each => StenoJson.Deserialize<SagaNodeEvent>(Encoding.UTF8.GetBytes(each.GetRawText())))];

    private static SagaNodeEvent Event(string kind) => new(Saga, default, kind switch
    {
        "started" => SagaNodeEventType.Started,
        "succeeded" => SagaNodeEventType.Succeeded(RawJson.Parse("1")),
        "failed" => SagaNodeEventType.Failed(new ActionError.InjectedError()),
        "undo_started" => SagaNodeEventType.UndoStarted,
        "undo_finished" => SagaNodeEventType.UndoFinished,
        _ => SagaNodeEventType.UndoFailed(new UndoActionError.PermanentFailure(RawJson.Parse("1"))),
    });
}
