using System.Text;
using System.Text.Json;
using Steno.Json;

namespace Steno.Tests.Json;

public class StenoJsonConverterTests
{
    [Fact]
    public void Event_ThroughAUsersContext_HasTheSameBytes()
    {
        SagaNodeEvent value = new(SagaId.New(), new(3), SagaNodeEventType.Failed(ActionError.Failed(new SagaName("böom"))));
        byte[] theirs = JsonSerializer.SerializeToUtf8Bytes(value, RawJsonTestContext.Default.SagaNodeEvent);
        Assert.Equal(StenoJson.Serialize(value), theirs);
        Assert.Equal(value, JsonSerializer.Deserialize(theirs, RawJsonTestContext.Default.SagaNodeEvent));
    }

    [Fact]
    public void BadError_ThroughAUsersContext_IsTheirExceptionWithOurReason()
    {
        JsonException problem = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("\"Bogus\"", RawJsonTestContext.Default.ActionError));
        Assert.IsType<StenoJsonException>(problem.InnerException);
    }

    [Fact]
    public void NullWhereNoneMayBe_Written_IsRefused()
    {
        Assert.Throws<ArgumentNullException>(() => StenoJson.Serialize<ActionError>(null!));
        Assert.Throws<ArgumentNullException>(() => StenoJson.Serialize<ActionError>(new ActionError.DeserializeFailed(null!)));
    }

    [Fact]
    public void FailedWrite_IntoABuffer_LeavesNothingInIt()
    {
        System.Buffers.ArrayBufferWriter<byte> output = new();
        Assert.Throws<StenoJsonException>(() => StenoJson.Serialize<ActionError>(output, new ActionError.SerializeFailed("a\uD800")));
        Assert.Equal(0, output.WrittenCount);
    }
}
