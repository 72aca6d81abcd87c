using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Steno.Json;

namespace Steno.Tests.Json;

/// <summary>One type for each shape that the generator knows, for the properties that all must have.</summary>
internal static partial class Shapes
{
    [JsonEnum(Naming = JsonNaming.KebabCase)]
    internal enum Level
    {
        Low,
        VeryHigh,
        [JsonName("q\"\\")]
        Odd,
    }

    [JsonNewtype]
    internal readonly partial record struct Code(string Value);

    [JsonNewtype]
    internal readonly partial record struct Order(long Value);

    [JsonObject]
    internal sealed partial record Scalars(
        bool Flag, sbyte Small, ulong Large, double Double, float Float, decimal Decimal, char Char, string Text, Guid Id,
        DateTimeOffset At, DateOnly Date, TimeOnly Time, TimeSpan Span, byte[] Bytes);

    /// <summary>Of value types alone, so that no round trip has a reason to allocate.</summary>
    [JsonObject]
    internal readonly partial record struct Values(
        double Double, decimal Decimal, DateTimeOffset At, TimeSpan Span, char Char, Level Level, Order? Order, int? Missing, (int, Level) Tuple,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Zero = 0);

    [JsonObject(Naming = JsonNaming.CamelCase)]
    internal sealed partial record Optionals(int? Number, string? Text, Level? Level, Scalars? Inner)
    {
        public List<string?>? List { get; init; }
    }

    [JsonObject(SkipNulls = true)]
    internal sealed partial record Sparse(
        int? A, string? B, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int C = 7,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? D = null)
    {
        [JsonDefault]
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public required string[] Tags { get; init; }
    }

    [JsonObject]
    internal sealed partial record Collections(
        int[] Array, List<string> List, IReadOnlyList<Level> Levels, ImmutableArray<double> Immutable, HashSet<int> Set,
        Dictionary<string, int> ByText, Dictionary<Order, string?> ByOrder, IReadOnlyDictionary<Level, Guid> ByLevel, Dictionary<Code, bool[]> ByCode,
        (int Id, string? Name) Tuple, List<(Level, decimal)> Tuples);

    [JsonObject(RefuseUnknown = true)]
    internal sealed partial record Flat(int Id, [property: JsonFlatten] Sparse Sparse, bool Last);

    [JsonObject]
    internal sealed partial record Box<T>(T Value, T[] More);

    [JsonUnion]
    internal abstract partial record Choice
    {
        public sealed record Nothing : Choice;

        public sealed record Some(int X, string? Y, Box<int> Box) : Choice;

        [JsonCase(IsNewtype = true)]
        public sealed record Many(List<Choice> Choices) : Choice;
    }
}
