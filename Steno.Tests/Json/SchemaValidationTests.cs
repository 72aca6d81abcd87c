// What the generated reader takes is what the generated schema allows, in both drafts: for documents that the generated writer
// wrote, and for the same documents with one place broken. The judges are a library for draft-07 and SchemaCheck for both drafts.

using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Steno.Json;

namespace Steno.Tests.Json;

public class SchemaValidationTests
{
    private const int Iterations = 300;
    private const int BreakagesPerDocument = 12;

    [Fact]
    public Task Scalars_AreWhatTheirSchemaAllows() => Check(ShapeGens.Scalars, Breakage.WrongType, Breakage.MissingMember, Breakage.UnknownKey);

    [Fact]
    public Task Values_AreWhatTheirSchemaAllows() => Check(ShapeGens.Values, Breakage.WrongType, Breakage.MissingMember, Breakage.UnknownName);

    [Fact]
    public Task Optionals_AreWhatTheirSchemaAllows() => Check(ShapeGens.Optionals, Breakage.WrongType, Breakage.MissingMember, Breakage.UnknownName);

    [Fact]
    public Task MembersLeftOut_AreWhatTheirSchemaAllows() => Check(ShapeGens.Sparse, Breakage.WrongType);

    [Fact]
    public Task Collections_AreWhatTheirSchemaAllows() => Check(ShapeGens.Collections, Breakage.WrongType, Breakage.MissingMember, Breakage.UnknownName, Breakage.UnknownKey);

    [Fact]
    public Task FlattenedMembers_AreWhatTheirSchemaAllows() => Check(ShapeGens.Flat, Breakage.WrongType, Breakage.MissingMember, Breakage.UnknownMember);

    [Fact]
    public Task GenericTypes_AreWhatTheirSchemaAllows() => Check(ShapeGens.Box, Breakage.WrongType, Breakage.MissingMember);

    [Fact]
    public Task ClassUnions_AreWhatTheirSchemaAllows() => Check(ShapeGens.Choice, Breakage.WrongType, Breakage.MissingMember, Breakage.UnknownMember, Breakage.UnknownName);

    [Fact]
    public Task StructUnions_AreWhatTheirSchemaAllows() => Check(ShapeGens.Event, Breakage.WrongType, Breakage.MissingMember, Breakage.UnknownMember, Breakage.UnknownName);

    /// <param name="values">Random values.</param>
    /// <param name="refused">Breakages of which some must have been refused, so that the test has seen what it is for.</param>
    private static async Task Check<T>(Gen<T> values, params Breakage[] refused)
        where T : IStenoJson<T>
    {
        JsonNode draft202012 = JsonNode.Parse(StenoJson.GetSchema<T>())!;
        JsonNode draft07 = JsonNode.Parse(StenoJson.GetSchema<T>(JsonSchemaDraft.Draft07))!;
        ForeignValidator library = await ForeignValidator.OfAsync(draft07);
        ConcurrentDictionary<Breakage, int> seen = new();
        Gen.Select(values, Gen.Int[0, int.MaxValue]).Sample(
            (value, seed) =>
            {
                JsonNode? document = JsonNode.Parse(StenoJson.Serialize(value));
                Assert.Null(SchemaCheck.FindProblem(draft202012, draft202012, document));
                Assert.Null(SchemaCheck.FindProblem(draft07, draft07, document));
                Assert.True(library.Allows(document), Text(document));
                Random random = new(seed);
                BrokenDocument[] all = [.. BrokenDocuments.Of(document)];
                random.Shuffle(all);
                foreach (BrokenDocument broken in all.Take(BreakagesPerDocument))
                {
                    if (Expect<T>(broken) is not { } isAllowed)
                    {
                        continue;
                    }
                    if (!isAllowed)
                    {
                        seen.AddOrUpdate(broken.Breakage, 1, (_, count) => count + 1);
                    }
                    string where = $"{broken.Breakage}, {(isAllowed ? "read" : "refused by the reader")}: {Text(broken.Document)}";
                    Assert.True(isAllowed == (SchemaCheck.FindProblem(draft202012, draft202012, broken.Document) is null), where);
                    Assert.True(isAllowed == (SchemaCheck.FindProblem(draft07, draft07, broken.Document) is null), where);
                    // The library does not know the keyword for keys.
                    if (broken.Breakage != Breakage.UnknownKey)
                    {
                        Assert.True(isAllowed == library.Allows(broken.Document), "library: " + where);
                    }
                }
            },
            iter: Iterations);
        Assert.All(refused, breakage => Assert.True(seen.ContainsKey(breakage), $"No {breakage} was refused."));
    }

    /// <summary>Whether the reader takes it; null where a schema may take more, since it does not look into a date, an id or base64.</summary>
    private static bool? Expect<T>(BrokenDocument broken)
        where T : IStenoJson<T>
    {
        try
        {
            StenoJson.Deserialize<T>(Encoding.UTF8.GetBytes(Text(broken.Document)));
            return true;
        }
        catch (StenoJsonException problem)
        {
            // The only text that is put in place of something is no name, no date and no id.
            bool isNewText = broken.Breakage == Breakage.UnknownName || (broken.Before is null && Text(broken.Document).Contains(BrokenDocuments.Unknown, StringComparison.Ordinal));
            return isNewText && !problem.Reason.StartsWith("expected one of", StringComparison.Ordinal) ? null : false;
        }
    }

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "null";
}
