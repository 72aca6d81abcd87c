using System.Buffers;
using System.Text;
using Steno.Json;

namespace Steno.Tests.Json;

public class AllocationTests
{
    private const int Rounds = 1000;

    [Theory]
    [InlineData("\"started\"")]
    [InlineData("""{"succeeded":{"out":"vm-0123456789","n":[1,2.5,null,true]}}""")]
    public void Event_WrittenAndReadOnTheFastPath_AllocatesNothing(string eventType)
    {
        byte[] text = Encoding.UTF8.GetBytes($$"""{"saga_id":"049b2522-308d-442e-bc65-9bfaef863597","node_id":17,"event_type":{{eventType}}}""");
        ArrayBufferWriter<byte> output = new(4096);
        RoundTrip(text, output);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rounds; i++)
        {
            RoundTrip(text, output);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(text, output.WrittenSpan.ToArray());
    }

    [Fact]
    public void SimpleValues_FormattedComparedAndParsed_AllocateNothing()
    {
        SagaId id = SagaId.New();
        SagaName name = new("näme");
        Format(id, name);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rounds; i++)
        {
            Format(id, name);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void ObjectOfValueTypes_WrittenAndReadOnTheFastPath_AllocatesNothing()
    {
        Shapes.Values value = new(0.1, 1.10m, DateTimeOffset.UnixEpoch, TimeSpan.FromDays(1.5), 'ß', Shapes.Level.VeryHigh, new(5), null, (1, Shapes.Level.Low));
        byte[] text = StenoJson.Serialize(value);
        ArrayBufferWriter<byte> output = new(4096);
        Assert.Equal(value, Again(text, output));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rounds; i++)
        {
            Again(text, output);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(text, output.WrittenSpan.ToArray());
    }

    private static Shapes.Values Again(byte[] text, ArrayBufferWriter<byte> output)
    {
        output.ResetWrittenCount();
        Shapes.Values value = StenoJson.Deserialize<Shapes.Values>(text);
        StenoJson.Serialize(output, value);
        return value;
    }

    private static void RoundTrip(byte[] text, ArrayBufferWriter<byte> output)
    {
        output.ResetWrittenCount();
        SagaNodeEvent value = StenoJson.Deserialize<SagaNodeEvent>(text);
        StenoJson.Serialize(output, value);
    }

    private static void Format(SagaId id, SagaName name)
    {
        Span<byte> utf8 = stackalloc byte[64];
        Span<char> chars = stackalloc char[64];
        bool isOk = id.TryFormat(utf8, out int bytes)
            && SagaId.TryParse(utf8[..bytes], null, out SagaId fromBytes) && fromBytes == id
            && id.TryFormat(chars, out int count)
            && SagaId.TryParse(chars[..count], null, out SagaId fromChars) && fromChars.CompareTo(id) == 0
            && name.TryFormat(utf8, out _) && name.TryFormat(chars, out _) && name.CompareTo(name) == 0 && name.Equals(name)
            && SagaCachedStateNames.TryParse("done"u8, out SagaCachedState state) && SagaCachedStateNames.TryParse(state.ToName().AsSpan(), out state) && state.ToName() == "done" && state.Utf8Name().Length == 4;
        if (!isOk)
        {
            throw new InvalidOperationException("A value did not come back.");
        }
    }
}
