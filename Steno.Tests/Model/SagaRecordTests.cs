using System.Text;
using Steno.Json;
using Steno.Tests.Golden;

namespace Steno.Tests.Model;

public class SagaRecordTests
{
    [Fact]
    public void RecordedLine_ReadAndWritten_GivesTheSameBytes()
    {
        foreach (ReadOnlyMemory<byte> line in GoldenFiles.Lines("saga-records.jsonl"))
        {
            Assert.True(StenoJson.TryDeserializeExpected<SagaRecord, SagaRecord>(line, out SagaRecord record), Encoding.UTF8.GetString(line.Span));
            Assert.True(line.Span.SequenceEqual(StenoJson.Serialize(record)));
            Assert.Equal(record, StenoJson.DeserializeAnyForm<SagaRecord, SagaRecord>(line));
        }
    }

    [Theory]
    [InlineData("\"create\"")]
    [InlineData("{}")]
    [InlineData("{\"update\":{\"id\":\"049b2522-308d-442e-bc65-9bfaef863597\",\"state\":\"done\"},\"x\":1}")]
    [InlineData("{\"delete\":{}}")]
    public void Line_ThatIsNotOneRecord_IsRefused(string text)
        => Assert.Throws<StenoJsonException>(() => StenoJson.Deserialize<SagaRecord>(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void BadMember_Read_IsReportedWithItsPathAndOffset()
    {
        string text = "{\"event\":{\"saga_id\":\"049b2522-308d-442e-bc65-9bfaef863597\",\"node_id\":-1,\"event_type\":\"started\"}}";
        StenoJsonException problem = Assert.Throws<StenoJsonException>(() => StenoJson.Deserialize<SagaRecord>(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(("SagaRecord", "$.event.node_id", (long)text.IndexOf("-1", StringComparison.Ordinal)), (problem.TypeName, problem.Path, problem.OffsetBytes));
    }

    [Fact]
    public void Payload_TakenApartAndRebuilt_IsTheSameEventType()
    {
        SagaNodeEventType[] all =
        [
            SagaNodeEventType.Started, SagaNodeEventType.UndoStarted, SagaNodeEventType.UndoFinished,
            SagaNodeEventType.Succeeded(RawJson.Parse("[1]")), SagaNodeEventType.Failed(new ActionError.InjectedError()),
            SagaNodeEventType.UndoFailed(new UndoActionError.PermanentFailure(RawJson.Parse("{}"))),
        ];
        foreach (SagaNodeEventType each in all)
        {
            Assert.Equal(each, SagaNodeEventType.FromPayload(each.Kind, each.GetPayloadUtf8()));
        }
    }
}
