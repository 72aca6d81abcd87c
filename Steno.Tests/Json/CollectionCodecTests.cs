using System.Collections.Immutable;
using System.Text;
using Steno.Json;

namespace Steno.Tests.Json;

public class CollectionCodecTests
{
    [Fact]
    public void EachCollection_RoundTripsAsAnArray()
    {
        CodecAssert.RoundTrips<int[], ArrayCodec<int, IntegerCodec<int>>>("[1,-2,3]", [1, -2, 3]);
        CodecAssert.RoundTrips<int[], ArrayCodec<int, IntegerCodec<int>>>("[]", []);
        CodecAssert.RoundTrips<List<string>, ListCodec<string, StringCodec>>("[\"a\",\"\"]", ["a", ""]);
        CodecAssert.RoundTrips<IReadOnlyList<string>, ReadOnlyListCodec<string, StringCodec>>("[\"a\"]", ["a"]);
        CodecAssert.RoundTrips<HashSet<string>, HashSetCodec<string, StringCodec>>("[\"a\",\"b\"]", ["a", "b"]);
        CodecAssert.Reads<HashSet<string>, HashSetCodec<string, StringCodec>>("[ \"a\" , \"a\" ]", ["a"]);
        CodecAssert.RoundTrips<List<int[]>, ListCodec<int[], ArrayCodec<int, IntegerCodec<int>>>>("[[],[1],[]]", [[], [1], []]);
        byte[] text = StenoJson.Serialize<ImmutableArray<int>, ImmutableArrayCodec<int, IntegerCodec<int>>>([4, 5]);
        Assert.Equal("[4,5]", Encoding.UTF8.GetString(text));
        Assert.Equal([4, 5], StenoJson.Deserialize<ImmutableArray<int>, ImmutableArrayCodec<int, IntegerCodec<int>>>(text).ToArray());
        Assert.Throws<ArgumentNullException>(() => StenoJson.Serialize<ImmutableArray<int>, ImmutableArrayCodec<int, IntegerCodec<int>>>(default));
    }

    [Fact]
    public void Dictionary_RoundTripsAsAnObject()
    {
        CodecAssert.RoundTrips<Dictionary<string, int>, DictionaryCodec<string, StringCodec, int, IntegerCodec<int>>>(
            "{\"a\":1,\"\\n\":2}", new() { ["a"] = 1, ["\n"] = 2 });
        CodecAssert.RoundTrips<Dictionary<int, string>, DictionaryCodec<int, IntegerCodec<int>, string, StringCodec>>(
            "{\"-1\":\"x\"}", new() { [-1] = "x" });
        CodecAssert.RoundTrips<IReadOnlyDictionary<Guid, bool>, ReadOnlyDictionaryCodec<Guid, GuidCodec, bool, BooleanCodec>>(
            "{\"00000000-0000-0000-0000-000000000000\":true}", new Dictionary<Guid, bool> { [Guid.Empty] = true });
        CodecAssert.RoundTrips<Dictionary<char, int>, DictionaryCodec<char, CharCodec, int, IntegerCodec<int>>>("{\"\\n\":1,\"ß\":2}", new() { ['\n'] = 1, ['ß'] = 2 });
        CodecAssert.RoundTrips<Dictionary<string, int>, DictionaryCodec<string, StringCodec, int, IntegerCodec<int>>>("{}", []);
        CodecAssert.Reads<Dictionary<string, int>, DictionaryCodec<string, StringCodec, int, IntegerCodec<int>>>("{\"a\":1, \"a\" : 2}", new() { ["a"] = 2 });
    }

    [Fact]
    public void WrongCollection_IsRefusedAtItsPlace()
    {
        CodecAssert.Refuses<int[], ArrayCodec<int, IntegerCodec<int>>>("[1,]", 3, "expected an integer that fits Int32");
        CodecAssert.Refuses<int[], ArrayCodec<int, IntegerCodec<int>>>("{}", 0, "expected an array");
        CodecAssert.Refuses<Dictionary<int, int>, DictionaryCodec<int, IntegerCodec<int>, int, IntegerCodec<int>>>("{\"1\":1,\"01\":2}", 7, "the member name is not a Int32");
        CodecAssert.Refuses<Dictionary<string, int>, DictionaryCodec<string, StringCodec, int, IntegerCodec<int>>>("{\"a\":\"\"}", 5, "expected an integer that fits Int32");
    }

    [Fact]
    public void SchemaOfAList_OfATypeWithDefinitions_HasThemAtItsRoot()
        => Assert.Equal(
            """{"type":"array","items":{"type":"object","properties":{"pair":{"type":"array","prefixItems":[{"type":"integer","format":"int32"},{"$ref":"#/$defs/Level"}],"minItems":2,"maxItems":2},"level":{"$ref":"#/$defs/Level","default":"low"}},"required":["pair"]},"$defs":{"Level":{"type":"string","enum":["low","very-high","q\"\\"]}}}""",
            Encoding.UTF8.GetString(Schema<List<Chosen>, ListCodec<Chosen, Chosen>>()));

    private static byte[] Schema<T, TCodec>()
        where TCodec : IJsonCodec<T>
        => TCodec.Schema.ToArray();
}
