using System.Globalization;
using static Steno.Tests.Json.Oracle;

namespace Steno.Tests.Json;

/// <summary>The shapes of the fuzzed types, said again by hand.</summary>
internal static class OracleShapes
{
    private static readonly JsonOracle Level = OneOf("low", "very-high", "q\"\\");

    private static readonly JsonOracle ActionError = Union(
        ("ActionFailed", Object(new OracleMember("source_error", Raw))),
        ("DeserializeFailed", Object(new OracleMember("message", Text))),
        ("InjectedError", null),
        ("SerializeFailed", Object(new OracleMember("message", Text))),
        ("SubsagaCreateFailed", Object(new OracleMember("message", Text))));

    public static readonly JsonOracle Event = Object(
        new("saga_id", Uuid), new("node_id", Unsigned32),
        new("event_type", Union(
            ("started", null), ("succeeded", Raw), ("failed", ActionError), ("undo_started", null), ("undo_finished", null),
            ("undo_failed", Union(("PermanentFailure", Object(new OracleMember("source_error", Raw))))))));

    public static readonly JsonOracle Params = Object(new("id", Uuid), new("name", Text), new("dag", Raw), new("state", OneOf("running", "unwinding", "done")));

    public static readonly JsonOracle Scalars = Object(
        new("flag", TrueOrFalse), new("small", Signed8), new("large", Unsigned64), new("double", Float64), new("float", OracleScalars.Single),
        new("decimal", OracleScalars.Decimal), new("char", OracleScalars.Char), new("text", Text), new("id", Uuid), new("at", OracleScalars.DateTimeOffset),
        new("date", OracleScalars.DateOnly), new("time", OracleScalars.TimeOnly), new("span", OracleScalars.TimeSpan), new("bytes", Bytes));

    public static readonly JsonOracle Optionals = Object(
        new("number", OrNull(Signed32), Null), new("text", OrNull(Text), Null), new("level", OrNull(Level), Null), new("inner", OrNull(Scalars), Null),
        new("list", OrNull(List(OrNull(Text))), Null));

    private static readonly OracleMember[] SparseMembers =
    [
        new("a", OrNull(Signed32), Null), new("b", OrNull(Text), Null), new("c", Signed32, "7"), new("d", OrNull(Signed32), Null), new("tags", List(Text), "[]"),
    ];

    public static readonly JsonOracle Sparse = Object(SparseMembers);

    public static readonly JsonOracle Flat = Flattened([new("id", Signed32), .. SparseMembers, new("last", TrueOrFalse)]);

    public static readonly JsonOracle Collections = Object(
        new("array", List(Signed32)), new("list", List(Text)), new("levels", List(Level)), new("immutable", List(Float64)), new("set", Set(Signed32)),
        new("by_text", Dictionary(name => name, Signed32)), new("by_order", Dictionary(Order, OrNull(Text))), new("by_level", Dictionary(LevelName, Uuid)),
        new("by_code", Dictionary(name => name, List(TrueOrFalse))), new("tuple", Tuple(Signed32, OrNull(Text))), new("tuples", List(Tuple(Level, OracleScalars.Decimal))));

    private static readonly JsonOracle Box = Object(new("value", Signed32), new("more", List(Signed32)));

    public static readonly JsonOracle Choice = Union(
        ("Nothing", null),
        ("Some", Object(new("x", Signed32), new("y", OrNull(Text), Null), new("box", Box))),
        ("Many", List(value => Choice!(value))));

    private static string? LevelName(string name) => name is "low" or "very-high" or "q\"\\" ? name : null;

    /// <summary>A key that is an integer has the form of one in JSON.</summary>
    private static string? Order(string name)
        => long.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value.ToString(CultureInfo.InvariantCulture) == name ? name : null;
}
