using System.Text.Json;

namespace Steno.Cli.Conformance;

/// <summary>What the actions of a case are to do, by the label of their node, and what is injected.</summary>
internal sealed class Script
{
    public static readonly Script Empty = new();

    public IReadOnlyDictionary<string, bool[]> Fail { get; private init; } = new Dictionary<string, bool[]>();
    public IReadOnlyDictionary<string, bool[]> FailUndo { get; private init; } = new Dictionary<string, bool[]>();
    public IReadOnlyDictionary<string, int> DelayMs { get; private init; } = new Dictionary<string, int>();
    public IReadOnlyDictionary<string, int> UndoDelayMs { get; private init; } = new Dictionary<string, int>();
    public IReadOnlySet<string> Throw { get; private init; } = new HashSet<string>();
    public IReadOnlySet<string> ThrowUndo { get; private init; } = new HashSet<string>();
    public IReadOnlyList<uint> InjectError { get; private init; } = [];
    public IReadOnlyList<uint> InjectUndoError { get; private init; } = [];
    public IReadOnlyList<(uint Node, RepeatCounts Counts)> InjectRepeat { get; private init; } = [];

    public static Script Read(JsonElement script) => new()
    {
        Fail = Flags(script, "fail"),
        FailUndo = Flags(script, "fail_undo"),
        DelayMs = Numbers(script, "delay_ms"),
        UndoDelayMs = Numbers(script, "undo_delay_ms"),
        Throw = Items(script, "throw").Select(item => item.GetString()!).ToHashSet(),
        ThrowUndo = Items(script, "throw_undo").Select(item => item.GetString()!).ToHashSet(),
        InjectError = [.. Items(script, "inject_error").Select(item => item.GetUInt32())],
        InjectUndoError = [.. Items(script, "inject_undo_error").Select(item => item.GetUInt32())],
        InjectRepeat = [.. Items(script, "inject_repeat").Select(item => (
            item.GetProperty("node").GetUInt32(),
            new RepeatCounts(item.GetProperty("action").GetInt32(), item.GetProperty("undo").GetInt32())))],
    };

    private static Dictionary<string, bool[]> Flags(JsonElement script, string member)
        => Members(script, member).ToDictionary(entry => entry.Name, entry => entry.Value.EnumerateArray().Select(item => item.GetBoolean()).ToArray());

    private static Dictionary<string, int> Numbers(JsonElement script, string member)
        => Members(script, member).ToDictionary(entry => entry.Name, entry => entry.Value.GetInt32());

    private static IEnumerable<JsonProperty> Members(JsonElement script, string member)
        => script.TryGetProperty(member, out JsonElement found) ? found.EnumerateObject() : [];

    private static IEnumerable<JsonElement> Items(JsonElement script, string member)
        => script.TryGetProperty(member, out JsonElement found) ? found.EnumerateArray() : [];
}
