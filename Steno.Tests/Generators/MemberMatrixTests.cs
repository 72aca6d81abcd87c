using System.Text.Json.Nodes;
using Steno.Tests.Json;

namespace Steno.Tests.Generators;

/// <summary>
/// Every kind of member with every option, so that no pair of them gives code that does not compile or does not come back,
/// or a schema that does not allow what the code writes.
/// </summary>
public class MemberMatrixTests
{
    private const string OmitDefault = "JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)";
    private const string OmitNull = "JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)";

    private const string Types = """
        [JsonEnum] public enum Level { Low, High }
        [JsonObject] public partial record Inner(int X);
        [JsonObject] public readonly partial record struct Point(int X);
        [JsonNewtype] public readonly partial record struct Code(string Value);
        [JsonNewtype] public partial record Name(string Value);
        [JsonObject] public partial record Box<T>(T Value);
        [JsonUnion] public abstract partial record Choice { public sealed record A : Choice; }

        """;

    // Each with a value that is not its default.
    private static readonly (string Type, string Value)[] Members =
    [
        ("bool", "true"), ("int", "5"), ("ulong", "5"), ("Int128", "5"), ("string", "\"x\""), ("Guid", "new(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)"), ("double", "0.1"),
        ("decimal", "1.1m"), ("char", "'x'"), ("DateTime", "DateTime.UnixEpoch"), ("TimeSpan", "TimeSpan.FromDays(1)"), ("Uri", "new(\"urn:x\")"), ("Version", "new(1, 2)"),
        ("byte[]", "new byte[] { 1 }"), ("ReadOnlyMemory<byte>", "new byte[] { 1 }"), ("RawJson", "RawJson.Parse(\"[1]\")"), ("Level", "Level.High"), ("Inner", "new(5)"),
        ("Point", "new(5)"), ("Code", "new(\"x\")"), ("Name", "new(\"x\")"), ("Box<int>", "new(5)"), ("Choice", "new Choice.A()"), ("int[]", "new[] { 5 }"),
        ("List<string?>", "new() { \"x\", null }"), ("IReadOnlyList<Inner>", "new[] { new Inner(5) }"), ("ImmutableArray<Level>", "ImmutableArray.Create(Level.High)"),
        ("HashSet<Code>", "new() { new(\"x\") }"), ("Dictionary<Code, Inner?>", "new() { [new(\"x\")] = null }"),
        ("IReadOnlyDictionary<int, (int, string?)>", "new Dictionary<int, (int, string?)> { [5] = (5, null) }"), ("(int Id, Inner? Inner)", "(5, null)"),
    ];

    [Fact]
    public async Task EveryMember_WithEveryOption_CompilesRoundTripsAndFollowsItsSchema()
    {
        List<string> types = [Types];
        List<string> expressions = [];
        foreach ((string type, string value) in Members)
        {
            string name = "Case" + types.Count;
            bool hasEmpty = type is "string" || type.EndsWith('>') && !type.StartsWith("Box", StringComparison.Ordinal) || type.EndsWith("[]", StringComparison.Ordinal) && type != "byte[]";
            bool isValue = type is "bool" or "int" or "ulong" or "Int128" or "Guid" or "double" or "decimal" or "char" or "DateTime" or "TimeSpan" or "RawJson" or "Level" or "Point" or "Code"
                || type.StartsWith('(') || type.StartsWith("ReadOnlyMemory", StringComparison.Ordinal);
            string option = isValue || hasEmpty ? $"[JsonDefault, {OmitDefault}] public {type} Omitted {{ get; init; }} = {(isValue ? "default" : type == "string" ? "\"\"" : Empty(type))};" : "";
            types.Add($$"""
                [JsonObject] public partial record {{name}}({{type}} Plain, {{type}}? Maybe, [property: {{OmitNull}}] {{type}}? Sparse = null)
                {
                    public {{type}}? Later { get; init; }
                    public required {{type}} Required { get; init; }
                    [JsonRequired] public {{type}}? Explicit { get; set; }
                    [JsonDefault(Member = "Standard")] public {{type}} Given { get; init; } = Standard();
                    private static {{type}} Standard() => {{value}};
                    {{option}}
                }
                [JsonObject(SkipNulls = true)] public partial record Leading{{name}}([property: {{OmitNull}}] {{type}}? First, {{type}}? Second, {{type}} Last);
                """);
            string full = $"new {name}({value}, {value}, {value}) {{ Later = {value}, Required = {value}, Explicit = {value}{(option.Length > 0 ? $", Omitted = {value}" : "")} }}";
            expressions.Add($"Same({full}), Same(new {name}({value}, null) {{ Required = {value} }}), Same(new Leading{name}(null, null, {value})), Same(new Leading{name}({value}, null, {value})), Same(new Leading{name}(null, {value}, {value}))");
            expressions.Add($"Schema<{name}>(), Draft07Schema<{name}>(), Schema<Leading{name}>(), Draft07Schema<Leading{name}>()");
        }
        string[] texts = GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(string.Join("\n", types), [.. expressions])).Split('\n');
        Assert.Equal(Members.Length * 9, texts.Length);
        Assert.All(texts, text => Assert.StartsWith("{\"", text, StringComparison.Ordinal));
        foreach (((string type, _), string[] each) in Members.Zip(texts.Chunk(9)))
        {
            await AssertFollow(type, each[..2], each[5], each[6], "plain", "required", "explicit");
            await AssertFollow(type, each[2..5], each[7], each[8], "last");
        }
    }

    private static async Task AssertFollow(string type, string[] texts, string schema, string draft07, params string[] needed)
    {
        JsonNode ours = JsonNode.Parse(schema)!;
        JsonNode other = JsonNode.Parse(draft07)!;
        ForeignValidator library = await ForeignValidator.OfAsync(other);
        foreach (string text in texts)
        {
            AssertAllowed(true, JsonNode.Parse(text)!);
            foreach (string name in needed)
            {
                JsonObject broken = JsonNode.Parse(text)!.AsObject();
                broken.Remove(name);
                AssertAllowed(false, broken);
                broken[name] = JsonNode.Parse("{\"?\":[]}");
                AssertAllowed(type == "RawJson", broken);
            }
        }

        void AssertAllowed(bool isAllowed, JsonNode document)
        {
            string where = $"{type}: {document.ToJsonString()}";
            Assert.True(isAllowed == (SchemaCheck.FindProblem(ours, ours, document) is null), where);
            Assert.True(isAllowed == (SchemaCheck.FindProblem(other, other, document) is null), "draft-07: " + where);
            Assert.True(isAllowed == library.Allows(document), "library: " + where);
        }
    }

    private static string Empty(string type) => type switch
    {
        "int[]" => "new int[0]",
        "IReadOnlyList<Inner>" => "new Inner[0]",
        "ImmutableArray<Level>" => "ImmutableArray<Level>.Empty",
        "IReadOnlyDictionary<int, (int, string?)>" => "new Dictionary<int, (int, string?)>()",
        _ => "new()",
    };
}
