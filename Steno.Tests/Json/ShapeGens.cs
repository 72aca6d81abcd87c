using System.Collections.Immutable;
using CsCheck;

namespace Steno.Tests.Json;

/// <summary>Random values of each shape.</summary>
internal static class ShapeGens
{
    private static readonly Gen<string> Text = Gen.Frequency(
        (6, Gen.String[Gen.Char.AlphaNumeric, 0, 12]),
        (3, Gen.String[Gen.OneOf('"', '\\', '\n', '\0', '\u001f', 'ä', 'ß', '\u2028', ':', ',', '{', ']', '/'), 0, 6]),
        (1, Gen.Const("😀")));

    private static readonly Gen<double> Double = Gen.Double.Where(double.IsFinite);
    private static readonly Gen<float> Single = Gen.Single.Where(float.IsFinite);
    private static readonly Gen<char> Char = Gen.Char.Where(each => !char.IsSurrogate(each));

    private static readonly Gen<Shapes.Level> Level = Gen.OneOf(Shapes.Level.Low, Shapes.Level.VeryHigh, Shapes.Level.Odd);

    public static readonly Gen<Shapes.Scalars> Scalars =
        Gen.Select(
            Gen.Select(Gen.Bool, Gen.SByte, Gen.ULong, Double, Single, Gen.Decimal, Char),
            Gen.Select(Text, Gen.Guid, Gen.DateTimeOffset, Gen.DateOnly, Gen.TimeOnly, Gen.TimeSpan, Gen.Byte.Array[0, 40]))
        .Select((a, b) => new Shapes.Scalars(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, a.Item6, a.Item7, b.Item1, b.Item2, b.Item3, b.Item4, b.Item5, b.Item6, b.Item7));

    public static readonly Gen<Shapes.Values> Values =
        Gen.Select(
            Gen.Select(Double, Gen.Decimal, Gen.DateTimeOffset, Gen.TimeSpan, Char),
            Gen.Select(Level, OrNull(Gen.Long.Select(each => new Shapes.Order(each))), OrNull(Gen.Int), Gen.Select(Gen.Int, Level), Gen.OneOf(Gen.Const(0), Gen.Int)))
        .Select((a, b) => new Shapes.Values(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, b.Item1, b.Item2, b.Item3, b.Item4, b.Item5));

    public static readonly Gen<Shapes.Optionals> Optionals =
        Gen.Select(OrNull(Gen.Int), OrNullReference(Text), OrNull(Level), OrNullReference(Scalars), OrNullReference(OrNullReference(Text).List[0, 3]))
        .Select((number, text, level, inner, list) => new Shapes.Optionals(number, text, level, inner) { List = list });

    public static readonly Gen<Shapes.Sparse> Sparse =
        Gen.Select(OrNull(Gen.Int), OrNullReference(Text), Gen.OneOf(Gen.Const(7), Gen.Int), OrNull(Gen.Int), Text.Array[0, 2])
        .Select((a, b, c, d, tags) => new Shapes.Sparse(a, b, c, d) { Tags = tags });

    public static readonly Gen<Shapes.Collections> Collections =
        Gen.Select(
            Gen.Select(Gen.Int.Array[0, 4], Text.List[0, 4], Level.List[0, 4], Double.Array[0, 4], Gen.Int.HashSet[0, 4]),
            Gen.Select(
                Gen.Dictionary(Text, Gen.Int)[0, 3], Gen.Dictionary(Gen.Long.Select(each => new Shapes.Order(each)), OrNullReference(Text))[0, 3],
                Gen.Dictionary(Level, Gen.Guid)[0, 2], Gen.Dictionary(Text.Select(each => new Shapes.Code(each)), Gen.Bool.Array[0, 2])[0, 3]),
            Gen.Select(Gen.Int, OrNullReference(Text)),
            Gen.Select(Level, Gen.Decimal).List[0, 3])
        .Select((items, entries, tuple, tuples) => new Shapes.Collections(
            items.Item1, items.Item2, items.Item3, [.. items.Item4], items.Item5, entries.Item1, entries.Item2, entries.Item3, entries.Item4, tuple, tuples));

    public static readonly Gen<Shapes.Flat> Flat =
        Gen.Select(Gen.Int, Sparse, Gen.Bool).Select((id, sparse, last) => new Shapes.Flat(id, sparse, last));

    public static readonly Gen<Shapes.Box<string>> Box =
        Gen.Select(Text, Text.Array[0, 3]).Select((value, more) => new Shapes.Box<string>(value, more));

    public static readonly Gen<Shapes.Choice> Choice = Choices(3);

    private static readonly Gen<RawJson> Payload = Gen.OneOf("null", "[1.0,{}]", "\"x\"", "{\"a\":[]}").Select(RawJson.Parse);

    /// <summary>A union that is a struct, with unions that are classes and raw JSON inside.</summary>
    public static readonly Gen<SagaNodeEvent> Event =
        Gen.Select(
            Gen.Guid, Gen.UInt,
            Gen.OneOf(
                Gen.OneOf(SagaNodeEventType.Started, SagaNodeEventType.UndoStarted, SagaNodeEventType.UndoFinished),
                Payload.Select(SagaNodeEventType.Succeeded),
                Gen.OneOf(Payload.Select(each => (ActionError)new ActionError.ActionFailed(each)), Text.Select(each => (ActionError)new ActionError.SerializeFailed(each)), Gen.Const((ActionError)new ActionError.InjectedError()))
                    .Select(SagaNodeEventType.Failed)))
        .Select((saga, node, type) => new SagaNodeEvent(new(saga), new(node), type));

    private static Gen<Shapes.Choice> Choices(int levels)
    {
        Gen<Shapes.Choice> some = Gen.Select(Gen.Int, OrNullReference(Text), Gen.Int.Array[0, 3])
            .Select((x, y, more) => (Shapes.Choice)new Shapes.Choice.Some(x, y, new(x, more)));
        Gen<Shapes.Choice> plain = Gen.OneOf(Gen.Const((Shapes.Choice)new Shapes.Choice.Nothing()), some);
        return levels == 0 ? plain : Gen.OneOf(plain, Choices(levels - 1).List[0, 3].Select(each => (Shapes.Choice)new Shapes.Choice.Many(each)));
    }

    private static Gen<T?> OrNull<T>(Gen<T> values)
        where T : struct
        => Gen.Frequency((1, Gen.Const((T?)null)), (3, values.Select(each => (T?)each)));

    private static Gen<T?> OrNullReference<T>(Gen<T> values)
        where T : class?
        => Gen.Frequency((1, Gen.Const((T?)null)), (3, values.Select(each => (T?)each)));
}
