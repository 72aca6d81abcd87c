using System.Text;
using System.Text.Json;
using Steno.Json;
using Steno.Tests.Golden;

namespace Steno.Tests.Dags;

public class DagGoldenTests
{
    [Fact]
    public void GoldenDags_ReadInBothOrders_AreWrittenInBothByteForByte()
    {
        foreach (JsonElement line in GoldenFiles.Cases("dags.jsonl"))
        {
            string bytes = line.GetProperty("bytes").GetString()!;
            string sorted = line.GetProperty("value_bytes").GetString()!;
            foreach (string text in (string[])[bytes, sorted])
            {
                SagaDag saga = SagaDag.Parse(RawJson.Parse(text));
                Assert.Equal(line.GetProperty("saga_name").GetString(), saga.Name.Value);
                Assert.Equal(bytes, saga.ToJson().ToString());
                Assert.Equal(sorted, saga.ToSortedJson().ToString());
                Assert.Equal(bytes, Encoding.UTF8.GetString(StenoJson.Serialize(saga)));
                saga.Validate();
            }
        }
    }

    [Fact]
    public void GoldenDags_NamedNodes_HaveTheIndicesAndLabelsOfTheRustCrate()
    {
        foreach (JsonElement line in GoldenFiles.Cases("dags.jsonl"))
        {
            SagaDag saga = SagaDag.Parse(RawJson.Parse(line.GetProperty("bytes").GetString()!));
            Assert.Equal(
                line.GetProperty("nodes").EnumerateArray().Select(node => (node.GetProperty("index").GetUInt32(), node.GetProperty("name").GetString(), node.GetProperty("label").GetString())),
                saga.Nodes.Select(node => (node.Index.Value, (string?)node.Name.Value, (string?)node.Label)));
            foreach (JsonElement node in line.GetProperty("nodes").EnumerateArray())
            {
                Assert.Equal(node.GetProperty("get_index").GetUInt32(), saga.GetIndex(node.GetProperty("name").GetString()!).Value);
            }
        }
    }

    [Fact]
    public void GoldenDags_RebuiltWithTheBuilder_GiveTheSameBytes()
    {
        IReadOnlyDictionary<string, Dag> known = GoldenShapes.All;
        HashSet<string> rebuilt = [];
        foreach (JsonElement line in GoldenFiles.Cases("dags.jsonl"))
        {
            string bytes = line.GetProperty("bytes").GetString()!;
            string name = line.GetProperty("name").GetString()!.Split('/')[0];
            SagaDag parsed = SagaDag.Parse(RawJson.Parse(bytes));
            SagaDag built = new(known[name], parsed.Parameters);
            Assert.Equal(bytes, built.ToJson().ToString());
            Assert.Equal(line.GetProperty("value_bytes").GetString(), built.ToSortedJson().ToString());
            rebuilt.Add(name);
        }
        Assert.Equal(known.Keys.Order(), rebuilt.Order());
    }

    [Fact]
    public void GoldenCreateParams_DagReadAndWrittenSorted_IsTheSame()
    {
        foreach (JsonElement line in GoldenFiles.Cases("create-params.jsonl"))
        {
            AssertReadAndWrittenSorted(Encoding.UTF8.GetBytes(line.GetProperty("bytes").GetString()!));
        }
    }

    [Fact]
    public void GoldenRecords_DagOfEverySaga_ReadAndWrittenSorted_IsTheSame()
    {
        int sagas = 0;
        foreach (JsonElement line in GoldenFiles.Cases("saga-records.jsonl"))
        {
            if (line.TryGetProperty("create", out JsonElement create))
            {
                AssertReadAndWrittenSorted(Encoding.UTF8.GetBytes(create.GetRawText()));
                sagas++;
            }
        }
        Assert.NotEqual(0, sagas);
    }

    private static void AssertReadAndWrittenSorted(byte[] create)
    {
        RawJson dag = StenoJson.Deserialize<SagaCreateParams>(create).Dag;
        SagaDag saga = SagaDag.Parse(dag);
        Assert.Equal(dag, saga.ToSortedJson());
        saga.Validate();
    }
}
