using System.Text;
using System.Text.Json;
using Steno.Json;
using Steno.Tests.Golden;

namespace Steno.Tests.Model;

public class CachedStateGoldenTests
{
    private static IEnumerable<JsonElement> Lines(string member)
        => GoldenFiles.Cases("cached-state.jsonl").Where(line => line.TryGetProperty(member, out _));

    [Fact]
    public void CachedState_Named_HasTheGoldenNames()
    {
        foreach (JsonElement line in Lines("name"))
        {
            SagaCachedState state = Enum.Parse<SagaCachedState>(line.GetProperty("name").GetString()!);
            Assert.Equal(line.GetProperty("display").GetString(), state.ToName());
            Assert.Equal(line.GetProperty("str").GetString(), Encoding.UTF8.GetString(state.Utf8Name()));
            Assert.Equal(line.GetProperty("bytes").GetString(), Encoding.UTF8.GetString(StenoJson.Serialize<SagaCachedState, SagaCachedStateNames.Codec>(state)));
        }
    }

    [Fact]
    public void CachedState_ParsedFromText_IsAcceptedLikeTryFrom()
    {
        foreach (JsonElement line in Lines("try_from"))
        {
            string text = line.GetProperty("try_from").GetString()!;
            bool isAccepted = line.GetProperty("result").TryGetProperty("ok", out JsonElement expected);
            Assert.Equal(isAccepted, SagaCachedStateNames.TryParse(text, out SagaCachedState fromChars));
            Assert.Equal(isAccepted, SagaCachedStateNames.TryParse(Encoding.UTF8.GetBytes(text), out SagaCachedState fromBytes));
            if (isAccepted)
            {
                Assert.Equal(expected.GetString(), fromChars.ToName());
                Assert.Equal(expected.GetString(), fromBytes.ToName());
            }
        }
    }

    [Fact]
    public void CachedState_ReadFromJson_IsAcceptedLikeFromStr()
    {
        foreach (JsonElement line in Lines("from_json"))
        {
            byte[] text = Encoding.UTF8.GetBytes(line.GetProperty("from_json").GetString()!);
            if (line.GetProperty("result").TryGetProperty("ok", out JsonElement expected))
            {
                Assert.Equal(expected.GetString(), Read(text).ToName());
            }
            else
            {
                Assert.Throws<StenoJsonException>(() => Read(text));
            }
        }
    }

    [Fact]
    public void UnknownState_Parsed_NamesTheAllowedOnes()
        => Assert.Contains("running, unwinding, done", Assert.Throws<FormatException>(() => SagaCachedStateNames.Parse("stuck")).Message);

    private static SagaCachedState Read(byte[] text) => StenoJson.Deserialize<SagaCachedState, SagaCachedStateNames.Codec>(text);
}
