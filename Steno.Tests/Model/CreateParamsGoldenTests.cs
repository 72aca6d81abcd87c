using System.Text;
using System.Text.Json;
using Steno.Json;
using Steno.Tests.Golden;

namespace Steno.Tests.Model;

public class CreateParamsGoldenTests
{
    [Fact]
    public void GoldenCreateParams_ReadAndWritten_GivesTheSameBytes()
    {
        foreach (JsonElement line in GoldenFiles.Cases("create-params.jsonl"))
        {
            string text = line.GetProperty("bytes").GetString()!;
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            Assert.True(StenoJson.TryDeserializeExpected<SagaCreateParams, SagaCreateParams>(bytes, out SagaCreateParams fast), text);
            Assert.Equal(text, Encoding.UTF8.GetString(StenoJson.Serialize(fast)));
            Assert.Equal(fast, StenoJson.DeserializeAnyForm<SagaCreateParams, SagaCreateParams>(bytes));
            Assert.Equal(fast, StenoJson.Deserialize<SagaCreateParams>(Encoding.UTF8.GetBytes(line.GetProperty("json").GetRawText())));
        }
    }
}
