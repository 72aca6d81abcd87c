// One use at least of every attribute of the package.

using System.Text.Json.Serialization;
using Steno.Json;

namespace Consumer;

[JsonEnum(Naming = JsonNaming.SnakeCase)]
internal enum Kind
{
    Local,
    NetworkAttached,
    [JsonName("other")]
    Unknown,
}

[JsonNewtype]
internal readonly partial record struct ProjectId(Guid Value);

[JsonObject]
internal sealed partial record Page(int From, [property: JsonDefault(10)] int Limit);

[JsonObject(SkipNulls = true, RefuseUnknown = true)]
internal sealed partial record Disk(
    ProjectId Project,
    [property: JsonName("title")] string Name,
    [property: JsonCodec(typeof(HexCodec))] long SizeBytes,
    [property: JsonFlatten] Page Page,
    Kind Kind = Kind.Local,
    string? Comment = null)
{
    public required IReadOnlyDictionary<string, double> Labels { get; init; }

    [JsonIgnore]
    public bool IsSeen { get; set; }
}

[JsonUnion]
internal abstract partial record State
{
    internal sealed record Creating : State;

    [JsonCase(Name = "on")]
    internal sealed record Attached(Guid Instance, int Slot) : State;

    [JsonCase(IsNewtype = true)]
    internal sealed record Several(IReadOnlyList<State> States) : State;
}

internal enum AnswerKind
{
    None,
    Number,
}

[JsonUnion]
internal readonly partial record struct Answer
{
    private Answer(AnswerKind kind, int value) => (Kind, Value) = (kind, value);

    [JsonTag]
    public AnswerKind Kind { get; }

    public int Value { get; }

    [JsonCase]
    public static Answer None => default;

    [JsonCase(nameof(Value))]
    public static Answer Number(int value) => new(AnswerKind.Number, value);
}

[JsonObject]
internal sealed partial record Box<T>(T Value);

[JsonSerializable(typeof(Disk))]
internal sealed partial class Context : JsonSerializerContext;
