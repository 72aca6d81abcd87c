using System.Text.Json;
using Steno.Json;

namespace Steno.Cli.Conformance;

/// <summary>One case: a saga, what its actions are to do, what was recorded before if it is resumed, and what must come of it.</summary>
internal sealed record ConformanceCase(string Name, RawJson Dag, Script Script, IReadOnlyList<SagaNodeEvent>? Prefix, JsonElement? Expect)
{
    public static ConformanceCase Read(JsonElement root) => new(
        root.GetProperty("name").GetString() ?? throw new FormatException("name is null"),
        Raw(root.GetProperty("dag")),
        root.TryGetProperty("script", out JsonElement script) ? Script.Read(script) : Script.Empty,
        root.TryGetProperty("prefix", out JsonElement prefix) ? [.. prefix.EnumerateArray().Select(item => Raw(item).As<SagaNodeEvent>())] : null,
        root.TryGetProperty("expect", out JsonElement expect) && expect.ValueKind == JsonValueKind.Object ? expect : null);

    public static RawJson Raw(JsonElement element) => RawJson.Parse(element.GetRawText());
}
