// What must hold of every shape, for random values. CsCheck prints the seed of a failure; CsCheck_Seed replays it.

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Steno.Json;

namespace Steno.Tests.Json;

public class ShapePropertyTests
{
    private const int Iterations = 2_000;

    [Fact]
    public void Scalars_KeepTheProperties() => Check(ShapeGens.Scalars);

    [Fact]
    public void Values_KeepTheProperties() => Check(ShapeGens.Values);

    [Fact]
    public void Optionals_KeepTheProperties() => Check(ShapeGens.Optionals);

    [Fact]
    public void MembersLeftOut_KeepTheProperties() => Check(ShapeGens.Sparse);

    [Fact]
    public void Collections_KeepTheProperties() => Check(ShapeGens.Collections);

    [Fact]
    public void FlattenedMembers_KeepTheProperties() => Check(ShapeGens.Flat);

    [Fact]
    public void GenericTypes_KeepTheProperties() => Check(ShapeGens.Box);

    [Fact]
    public void Unions_KeepTheProperties() => Check(ShapeGens.Choice);

    private static void Check<T>(Gen<T> values)
        where T : IStenoJson<T>
    {
        JsonNode schema = JsonNode.Parse(SchemaOf<T>())!;
        Gen.Select(values, Gen.Int[0, int.MaxValue], Gen.Byte).Sample(
            (value, random, mutation) =>
            {
                string text = Encoding.UTF8.GetString(StenoJson.Serialize(value));
                Cultures.In(Cultures.All[random % Cultures.All.Length], () =>
                {
                    Assert.Equal(text, Write(value));
                    AssertReadsBack(value, text);
                    AssertReadsInOtherForms<T>(text, random);
                    AssertFollowsItsSchema(schema, text);
                    AssertBothWaysAgree<T>(Encoding.UTF8.GetBytes(text), random, mutation);
                });
            },
            iter: Iterations);
    }

    private static void AssertReadsBack<T>(T value, string text)
        where T : IStenoJson<T>
    {
        Assert.True(StenoJson.TryDeserializeExpected<T, T>(Encoding.UTF8.GetBytes(text), out T? expected), text);
        Assert.Equal(text, Write(expected));
        Assert.Equal(text, Write(StenoJson.DeserializeAnyForm<T, T>(Encoding.UTF8.GetBytes(text))));
        Assert.NotNull(value);
    }

    /// <summary>With white space, escapes and the root's members in another order.</summary>
    private static void AssertReadsInOtherForms<T>(string text, int random)
        where T : IStenoJson<T>
    {
        JsonNode node = JsonNode.Parse(text)!;
        if (node is JsonObject members)
        {
            Random order = new(random);
            node = new JsonObject(members.ToList().OrderBy(_ => order.Next()).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
        }
        string other = node.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
        Assert.Equal(text, Write(StenoJson.Deserialize<T>(Encoding.UTF8.GetBytes(other))));
    }

    private static void AssertFollowsItsSchema(JsonNode schema, string text)
        => Assert.Null(SchemaCheck.FindProblem(schema, schema, JsonNode.Parse(text)));

    /// <summary>After one byte was changed, what the fast way accepts the slow way accepts as the same value.</summary>
    private static void AssertBothWaysAgree<T>(byte[] text, int random, byte mutation)
        where T : IStenoJson<T>
    {
        text[random % text.Length] = mutation;
        if (StenoJson.TryDeserializeExpected<T, T>(text, out T? fast))
        {
            Assert.Equal(Write(fast), Write(StenoJson.DeserializeAnyForm<T, T>(text)));
        }
        else
        {
            try
            {
                StenoJson.DeserializeAnyForm<T, T>(text);
            }
            catch (StenoJsonException problem)
            {
                Assert.InRange(problem.OffsetBytes, 0, text.Length);
            }
        }
    }

    private static string Write<T>(T value)
        where T : IStenoJson<T>
        => Encoding.UTF8.GetString(StenoJson.Serialize(value));

    private static byte[] SchemaOf<T>()
        where T : IJsonCodec<T>
        => T.Schema.ToArray();
}
