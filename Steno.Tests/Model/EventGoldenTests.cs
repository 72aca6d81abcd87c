using System.Text;
using System.Text.Json;
using Steno.Json;
using Steno.Tests.Golden;

namespace Steno.Tests.Model;

public class EventGoldenTests
{
    [Fact]
    public void GoldenEvent_ReadAndWritten_GivesTheSameBytes()
    {
        foreach (JsonElement line in GoldenFiles.Cases("events.jsonl"))
        {
            string text = line.GetProperty("bytes").GetString()!;
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            Assert.True(StenoJson.TryDeserializeExpected<SagaNodeEvent, SagaNodeEvent>(bytes, out SagaNodeEvent fast), text);
            SagaNodeEvent slow = StenoJson.DeserializeAnyForm<SagaNodeEvent, SagaNodeEvent>(bytes);
            Assert.Equal(text, Encoding.UTF8.GetString(StenoJson.Serialize(fast)));
            Assert.Equal(fast, slow);
            Assert.Equal(line.GetProperty("label").GetString(), fast.EventType.ToString());
        }
    }

    [Fact]
    public void GoldenEvent_WithSortedMembers_ReadsAsTheSameValue()
    {
        foreach (JsonElement line in GoldenFiles.Cases("events.jsonl"))
        {
            SagaNodeEvent inOrder = Read(line.GetProperty("bytes").GetString()!);
            SagaNodeEvent sorted = Read(line.GetProperty("value_bytes").GetString()!);
            Assert.Equal((inOrder.SagaId, inOrder.NodeId, inOrder.EventType.Kind), (sorted.SagaId, sorted.NodeId, sorted.EventType.Kind));
            GoldenJson.AssertSame(inOrder.EventType.GetPayloadUtf8(), sorted.EventType.GetPayloadUtf8());
        }
    }

    [Fact]
    public void GoldenDecodeCase_Read_IsAcceptedOrRefusedLikeFromStr()
    {
        foreach (JsonElement line in GoldenFiles.Cases("event-decode.jsonl"))
        {
            string input = line.GetProperty("input").GetString()!;
            if (line.GetProperty("from_str").TryGetProperty("ok", out JsonElement expected))
            {
                GoldenJson.AssertSame(Encoding.UTF8.GetBytes(expected.GetString()!), StenoJson.Serialize(Read(input)));
            }
            else
            {
                Assert.Throws<StenoJsonException>(() => Read(input));
                Assert.False(StenoJson.TryDeserializeExpected<SagaNodeEvent, SagaNodeEvent>(Encoding.UTF8.GetBytes(input), out _), input);
            }
        }
    }

    private static SagaNodeEvent Read(string text) => StenoJson.Deserialize<SagaNodeEvent>(Encoding.UTF8.GetBytes(text));
}
