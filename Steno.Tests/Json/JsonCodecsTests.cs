using System.Runtime.CompilerServices;
using Steno.Json;

namespace Steno.Tests.Json;

public class JsonCodecsTests
{
    [Fact]
    public void BuiltInTypes_AreKnown()
    {
        AssertKnown("1.5", 1.5);
        AssertKnown("1.5", 1.5f);
        AssertKnown("1.50", 1.50m);
        AssertKnown("\"c\"", 'c');
        AssertKnown("\"2024-12-31T00:00:00Z\"", new DateTime(2024, 12, 31, 0, 0, 0, DateTimeKind.Utc));
        AssertKnown("\"2024-12-31T00:00:00+00:00\"", new DateTimeOffset(2024, 12, 31, 0, 0, 0, TimeSpan.Zero));
        AssertKnown("\"2024-12-31\"", new DateOnly(2024, 12, 31));
        AssertKnown("\"12:00:00\"", new TimeOnly(12, 0));
        AssertKnown("\"00:00:01\"", TimeSpan.FromSeconds(1));
        AssertKnown("\"urn:a\"", new Uri("urn:a"));
        AssertKnown("\"1.2\"", new Version(1, 2));
        AssertKnown("\"AQ==\"", new byte[] { 1 });
        AssertKnown("[\"a\"]", new List<string> { "a" });
        AssertKnown("[1]", new[] { 1 });
        Assert.Equal("\"AQ==\"", JsonCodecs.Of<ReadOnlyMemory<byte>>().Write(new byte[] { 1 }).ToString());
    }

    [Fact]
    public void ModelTypes_RegisterThemselves()
    {
        AssertKnown("\"done\"", SagaCachedState.Done);
        AssertKnown("7", new SagaNodeId(7));
        AssertKnown("\"InjectedError\"", (ActionError)new ActionError.InjectedError());
        Assert.NotNull(JsonCodecs.TryGet<SagaNodeEvent>());
        Assert.NotNull(JsonCodecs.TryGet<SagaNodeEventType>());
    }

    [Fact]
    public void UnknownType_IsRefusedByName()
    {
        Assert.Null(JsonCodecs.TryGet<StrongBox<int>>());
        Assert.Contains("StrongBox", Assert.Throws<JsonCodecMissingException>(() => JsonCodecs.Of<StrongBox<int>>()).Message);
    }

    [Fact]
    public void Collection_RegisteredByTheUser_IsKnown()
    {
        JsonCodecs.Register<List<SagaNodeId>, ListCodec<SagaNodeId, SagaNodeId>>();
        AssertKnown("[1,2]", new List<SagaNodeId> { new(1), new(2) });
    }

    private static void AssertKnown<T>(string text, T value)
    {
        JsonCodec<T> codec = JsonCodecs.Of<T>();
        Assert.Equal(text, codec.Write(value).ToString());
        Assert.Equal(value, codec.Read(RawJson.Parse(text)));
    }
}
