using System.Text;
using System.Text.Json;
using Steno.Json;
using Steno.Tests.Golden;

namespace Steno.Tests.Model;

public class ErrorGoldenTests
{
    private static IEnumerable<JsonElement> Lines(bool isUndo)
        => GoldenFiles.Cases("errors.jsonl").Where(line =>
            line.TryGetProperty("bytes", out _) && line.GetProperty("name").GetString()!.StartsWith("permanent_", StringComparison.Ordinal) == isUndo);

    [Fact]
    public void GoldenActionError_ReadAndWritten_GivesTheSameBytes()
    {
        foreach (JsonElement line in Lines(isUndo: false))
        {
            RoundTrip<ActionError>(line.GetProperty("bytes").GetString()!);
        }
    }

    [Fact]
    public void GoldenUndoActionError_ReadAndWritten_GivesTheSameBytes()
    {
        foreach (JsonElement line in Lines(isUndo: true))
        {
            RoundTrip<UndoActionError>(line.GetProperty("bytes").GetString()!);
        }
    }

    [Fact]
    public void GoldenActionError_Converted_GivesWhatTheGoldenLineSays()
    {
        foreach (JsonElement line in Lines(isUndo: false))
        {
            ActionError error = StenoJson.Deserialize<ActionError>(Encoding.UTF8.GetBytes(line.GetProperty("bytes").GetString()!));
            Assert.Equal(IsOk(line, "convert_u32"), error.TryConvert(out SagaNodeId _));
            Assert.Equal(IsOk(line, "convert_value"), error.TryConvert(out RawJson value));
            if (IsOk(line, "convert_value"))
            {
                Assert.Equal(line.GetProperty("convert_value").GetProperty("ok").GetRawText(), value.ToString());
            }
        }
    }

    [Fact]
    public void ConsumersError_Wrapped_IsGivenBack()
    {
        ActionError error = ActionError.Failed(new SagaUpdate(default, SagaCachedState.Unwinding));
        Assert.Equal(SagaCachedState.Unwinding, error.Convert<SagaUpdate>().State);
        Assert.False(error.TryConvert(out SagaName _));
    }

    [Fact]
    public void OtherFailure_Converted_IsRefused()
        => Assert.Throws<InvalidOperationException>(() => new ActionError.InjectedError().Convert<RawJson>());

    private static void RoundTrip<T>(string text)
        where T : IStenoJson<T>
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        T slow = StenoJson.DeserializeAnyForm<T, T>(bytes);
        Assert.Equal(text, Encoding.UTF8.GetString(StenoJson.Serialize(slow)));
        Assert.Equal(slow, StenoJson.Deserialize<T>(bytes));
    }

    private static bool IsOk(JsonElement line, string member) => line.GetProperty(member).TryGetProperty("ok", out _);
}
