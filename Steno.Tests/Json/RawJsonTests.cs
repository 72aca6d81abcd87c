using System.Globalization;
using System.Text;
using System.Text.Json;
using Steno.Json;
using Steno.Tests.Golden;

namespace Steno.Tests.Json;

public class RawJsonTests
{
    [Fact]
    public void GoldenValue_Parsed_IsAcceptedOrRefusedAndKeepsItsText()
    {
        foreach (JsonElement line in GoldenFiles.Cases("json-values.jsonl"))
        {
            string input = line.GetProperty("input").GetString()!;
            bool isAccepted = line.GetProperty("result").TryGetProperty("ok", out JsonElement expected);
            Assert.True(isAccepted == RawJson.TryParse(input, out RawJson value), input);
            if (!isAccepted)
            {
                Assert.Throws<StenoJsonException>(() => RawJson.Parse(input));
                continue;
            }
            Assert.Equal(input.Trim(' ', '\t', '\r', '\n'), value.ToString());
            AssertSameValue(expected.GetString()!, value);
        }
    }

    [Theory]
    [InlineData(127, true)]
    [InlineData(128, false)]
    public void Nesting_AtTheLimit_IsTheLastAccepted(int levels, bool isAccepted)
        => Assert.Equal(isAccepted, RawJson.TryParse(Nested(levels), out _));

    [Theory]
    [InlineData(125, true)]
    [InlineData(126, false)]
    public void Output_TooDeepForItsEvent_IsRefusedWhenTheEventIsMade(int levels, bool isAccepted)
        => AssertMade(isAccepted, () => SagaNodeEventType.Succeeded(RawJson.Parse(Nested(levels))));

    [Theory]
    [InlineData(123, true)]
    [InlineData(124, false)]
    public void Error_TooDeepForItsEvent_IsRefusedWhenTheEventIsMade(int levels, bool isAccepted)
    {
        RawJson payload = RawJson.Parse(Nested(levels));
        AssertMade(isAccepted, () => SagaNodeEventType.Failed(new ActionError.ActionFailed(payload)));
        AssertMade(isAccepted, () => SagaNodeEventType.UndoFailed(new UndoActionError.PermanentFailure(payload)));
    }

    [Theory]
    [InlineData(126, true)]
    [InlineData(127, false)]
    public void Dag_TooDeepForItsParams_IsRefusedWhenTheyAreMade(int levels, bool isAccepted)
        => AssertMade(isAccepted, () => new SagaCreateParams(default, default, RawJson.Parse(Nested(levels)), default));

    [Fact]
    public void DeepestOutput_InAnEventInAnImportLine_IsReadBack()
    {
        // The line's own level is an envelope and does not count.
        SagaRecord record = SagaRecord.Event(new SagaNodeEvent(SagaId.New(), new(1), SagaNodeEventType.Succeeded(RawJson.Parse(Nested(125)))));
        byte[] line = StenoJson.Serialize(record);
        Assert.Equal(record, StenoJson.Deserialize<SagaRecord>(line));
        Assert.Equal(record, StenoJson.DeserializeAnyForm<SagaRecord, SagaRecord>(line));
        byte[] deeper = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(line).Replace(Nested(125), Nested(126)));
        Assert.Throws<StenoJsonException>(() => StenoJson.Deserialize<SagaRecord>(deeper));
    }

    [Fact]
    public void ManyShallowBrackets_InALongPayload_AreNotTooDeep()
        => SagaNodeEventType.Succeeded(RawJson.Parse("[" + string.Join(",", Enumerable.Repeat("[]", 1000)) + "]"));

    [Fact]
    public void UnknownMember_BeyondTheLimitsOfKeptValues_IsSkipped()
    {
        // As in serde_json: what is ignored only has to be well-formed.
        string text = $$"""{"x":{{Nested(300)}},"y":1e999,"z":"\ud800","id":"{{Guid.Empty}}","state":"done"}""";
        Assert.Equal(SagaCachedState.Done, StenoJson.Deserialize<SagaUpdate>(Encoding.UTF8.GetBytes(text)).State);
    }

    [Fact]
    public void RawMember_OfADeserialisedValue_RefersToTheGivenMemory()
    {
        byte[] text = Encoding.UTF8.GetBytes($$$"""{"saga_id":"{{{Guid.Empty}}}","node_id":1,"event_type":{"succeeded":[1, 2]}}""");
        Assert.True(StenoJson.Deserialize<SagaNodeEvent>(text).EventType.Output.Utf8.Span.Overlaps(text));
        Assert.True(StenoJson.DeserializeAnyForm<SagaNodeEvent, SagaNodeEvent>(text).EventType.Output.Utf8.Span.Overlaps(text));
    }

    [Fact]
    public void DefaultValue_Used_IsNull()
    {
        Assert.Equal("null", default(RawJson).ToString());
        Assert.Equal(RawJson.Parse("null"), default);
        Assert.Equal(RawJson.Parse(" null ").GetHashCode(), default(RawJson).GetHashCode());
    }

    [Fact]
    public void InvalidUtf8_Parsed_IsRefusedWithItsPlace()
    {
        StenoJsonException problem = Assert.Throws<StenoJsonException>(() => RawJson.Parse(new byte[] { (byte)'"', (byte)'a', 0xC3, (byte)'"' }));
        Assert.Equal(2, problem.OffsetBytes);
        Assert.Equal("invalid UTF-8", problem.Reason);
    }

    [Fact]
    public void LoneSurrogate_InText_IsRefused()
    {
        Assert.Throws<StenoJsonException>(() => RawJson.Parse("\"\uD800\""));
        Assert.Throws<StenoJsonException>(() => new SagaName("\uDC00x"));
        Assert.False(RawJson.TryParse("\"\uD800\"", out _));
    }

    [Fact]
    public void ValueOfAUsersContext_ConvertedAndBack_IsTheSame()
    {
        RawJson value = RawJson.From(["a", "ß"], RawJsonTestContext.Default.StringArray);
        Assert.Equal(["a", "ß"], value.As(RawJsonTestContext.Default.StringArray)!);
    }

    internal static string Nested(int levels) => new string('[', levels) + new string(']', levels);

    private static void AssertMade(bool isAccepted, Action make)
    {
        if (isAccepted)
        {
            make();
        }
        else
        {
            Assert.Contains("127 levels", Assert.Throws<StenoJsonException>(make).Message);
        }
    }

    private static void AssertSameValue(string expected, RawJson actual)
    {
        if (double.TryParse(expected, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            // Stated difference: the Rust crate's doubles are not always correctly rounded.
            double ours = double.Parse(actual.Utf8.Span, NumberStyles.Float, CultureInfo.InvariantCulture);
            Assert.True(Math.Abs(ours - number) <= Math.Abs(number) * 1e-15, $"{expected} {actual}");
            return;
        }
        GoldenJson.AssertSame(Encoding.UTF8.GetBytes(expected), actual.Utf8);
    }
}
