using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;

namespace Steno.Tests.Generators;

/// <summary>Documentation comments as the descriptions of a schema.</summary>
public class SchemaDescriptionTests
{
    [Fact]
    public void Record_DescribesItselfAndEachMember()
        => AssertDescribed(
            """
            /// <summary>A disk.</summary>
            /// <param name="Size">How large it is.</param>
            /// <param name="Kind">Where it is.</param>
            /// <param name="Plain">Not shown.</param>
            /// <param name="Bare"> </param>
            [JsonObject] public partial record Subject(int Size, Kind? Kind, bool Plain, string Bare = "")
            {
                /// <summary>Who asked for it.</summary>
                public string Owner { get; init; } = "";
                /// <summary>The text of the property goes before that of the parameter.</summary>
                public bool Plain { get; init; } = Plain;
            }
            /// <summary>Kinds of disks.</summary>
            [JsonEnum] public enum Kind { /** <summary>Here.</summary> */ Local }
            """,
            """
            # A disk.
            #/$defs/Kind Kinds of disks.
            #/properties/kind Where it is.
            #/properties/owner Who asked for it.
            #/properties/plain The text of the property goes before that of the parameter.
            #/properties/size How large it is.
            """);

    [Theory]
    [InlineData("/// <summary>T.</summary>\n/// <param name=\"a\">P.</param>\n[JsonObject] public partial class Subject(int a) { public int A => a; }")]
    [InlineData("/// <summary>T.</summary>\n[JsonObject] public partial class Subject\n{\n/// <param name=\"a\">P.</param>\npublic Subject(int a) => A = a;\npublic int A { get; } }")]
    [InlineData("/// <summary>T.</summary>\n/// <param name=\"A\">P.</param>\n[JsonObject] public partial record struct Subject(int A);")]
    [InlineData("/// <summary>T.</summary>\n/// <param name=\"A\">P.</param>\n[JsonObject] public partial record Subject(int A) : Around(A); public record Around(int A);")]
    [InlineData("/// <summary>T.</summary>\n[JsonObject] public partial record Subject(int A) : Around(A);\n/// <param name=\"A\">P.</param>\npublic record Around(int A);")]
    public void Parameters_OfEachKindOfConstructor_DescribeTheirMembers(string types) => AssertDescribed(types, "# T.\n#/properties/a P.");

    [Fact]
    public void Union_DescribesEachCaseAndItsMembers()
        => AssertDescribed(
            """
            /// <summary>A choice.</summary>
            [JsonUnion] public abstract partial record Subject
            {
                /// <summary>Nothing.</summary>
                public sealed record None : Subject;
                /// <summary>Some.</summary>
                /// <param name="Count">How many.</param>
                public sealed record Some(int Count) : Subject;
                /// <param name="Value">The one.</param>
                [JsonCase(IsNewtype = true)] public sealed record One(int Value) : Subject;
            }
            """,
            """
            # A choice.
            #/oneOf/0 Nothing.
            #/oneOf/1 Some.
            #/oneOf/1/properties/Some/properties/count How many.
            #/oneOf/2/properties/One The one.
            """);

    [Fact]
    public void StructUnion_DescribesEachCase()
        => AssertDescribed(
            """
            public enum Tag { None, Some }
            /// <summary>A choice.</summary>
            [JsonUnion] public readonly partial struct Subject
            {
                private Subject(Tag tag, Id value) => (Which, Value) = (tag, value);
                [JsonTag] public Tag Which { get; }
                public Id Value { get; }
                /// <summary>Nothing.</summary>
                [JsonCase] public static Subject None => new(Tag.None, default);
                /// <summary>Some.</summary>
                [JsonCase(nameof(Value))] public static Subject Some(Id value) => new(Tag.Some, value);
            }
            /// <summary>An identity.</summary>
            [JsonNewtype] public readonly partial record struct Id(int Number);
            """,
            """
            # A choice.
            #/oneOf/0 Nothing.
            #/oneOf/1 Some.
            #/oneOf/1/properties/Some An identity.
            """);

    [Fact]
    public void Newtype_DescribesItselfAndTheMembersThatSayNothing()
    {
        const string Newtype = "/// <summary>An identity.</summary>\n/// <param name=\"Value\">Not shown.</param>\n[JsonNewtype] public partial record struct Id(Guid Value);\n";
        AssertDescribed(Newtype, "# An identity.", "Id");
        AssertDescribed(
            Newtype + "/// <param name=\"Own\">Its own text.</param>\n/// <param name=\"Other\"/>\n/// <param name=\"Third\"/>\n[JsonObject] public partial record Subject(Id Own, Id Other, Id? Third);",
            "#/properties/other An identity.\n#/properties/own Its own text.\n#/properties/third An identity.");
    }

    [Fact]
    public void FlattenedMembersAndUnknownSchemas_AreDescribed()
        => AssertDescribed(
            """
            /// <summary>T.</summary>
            /// <param name="Page">Not shown.</param>
            /// <param name="Any">Anything.</param>
            [JsonObject] public partial record Subject([JsonFlatten] Page Page, RawJson Any);
            /// <param name="From">The first.</param>
            [JsonObject] public partial record Page(int From);
            """,
            """
            # T.
            #/properties/any Anything.
            #/properties/from The first.
            """);

    [Fact]
    public void GenericType_IsDescribedWithItsArguments()
        => AssertDescribed(
            """
            /// <summary>A box.</summary>
            /// <param name="Item">What is in it.</param>
            /// <param name="Others"/>
            [JsonObject] public partial record Box<T>(T Item, List<Box<T>> Others);
            /// <summary>An item.</summary>
            [JsonObject] public partial record Item(int Count);
            """,
            """
            # A box.
            #/$defs/Box_T A box.
            #/$defs/Box_T/properties/item What is in it.
            #/$defs/T An item.
            #/properties/item What is in it.
            """,
            "Box<Item>");

    [Theory]
    [InlineData("A\n///   disk,\n///\tand more. ", "A disk, and more.")]
    [InlineData("<see cref=\"Subject\"/> <see cref=\"List{T}\"/> <see cref=\"List{T}.Add(T)\"/> <see cref=\"Subject(int)\"/>", "Subject List Add Subject")]
    [InlineData("<see cref=\"Count\">the number</see>, <see cref=\"Count\"></see>, <see langword=\"null\"/>, <see href=\"https://a.b/c.d\"/>", "the number, Count, null, https://a.b/c.d")]
    [InlineData("<paramref name=\"Count\"/>s of <c>List&lt;T&gt;</c>, <b>not</b> &amp; \"quoted\" \\ <![CDATA[<x>]]>", "Counts of List<T>, not & \"quoted\" \\ <x>")]
    [InlineData("One.<para>Two.</para>Three.<br/>Four.<list type=\"bullet\"><item><description>Five.</description></item><item>Six.</item></list>", "One. Two. Three. Four. Five. Six.")]
    [InlineData("ä 😀 &#x2028; \u00a0 &#133; ''' \"\"\" {0} {{ end", "ä 😀 ''' \"\"\" {0} {{ end")]
    public void Text_IsOneLineWithoutMarkup(string summary, string description)
        => AssertDescribed($"/// <summary>{summary}</summary>\n/// <param name=\"Count\">C.</param>\n[JsonObject] public partial record Subject(int Count);", $"# {description}\n#/properties/count C.");

    [Theory]
    [InlineData("")]
    [InlineData("/// Text without an element.")]
    [InlineData("/// <remarks>Not a summary.</remarks>")]
    [InlineData("/// <summary> \n/// <para/> </summary>")]
    [InlineData("/// <inheritdoc/>")]
    [InlineData("/// <summary><inheritdoc cref=\"object\"/></summary>")]
    [InlineData("// <summary>No documentation.</summary>")]
    public void WithoutASummary_ThereIsNoDescription(string comment) => AssertDescribed($"{comment}\n[JsonObject] public partial record Subject(int A);", "");

    [Theory]
    [InlineData("/// <summary>A <b>disk.</summary>\n/// <param name=\"A\">P.</param>")]
    [InlineData("/// <summary>A & B.</summary>")]
    [InlineData("/// <summary>&#xD800;</summary>")]
    public void CommentThatIsNoXml_IsNoDescription(string comment) => AssertSameCode(comment, DocumentationMode.Parse, isDescribed: false);

    [Fact]
    public void DocumentationThatIsNotParsed_GivesNoDescriptions()
    {
        const string Comment = "/// <summary>A disk.</summary>\n/// <param name=\"A\">P.</param>";
        AssertSameCode(Comment, DocumentationMode.None, isDescribed: false);
        AssertSameCode(Comment, DocumentationMode.Parse, isDescribed: true);
    }

    [Fact]
    public void CommentsOfAnotherAssembly_DoNotMakeAnEditorsCodeDifferentFromABuilds()
    {
        const string Type = "[JsonObject] internal partial record Subject(SagaCachedState State, SagaId Id);";
        Assert.Equal(CommentRuns.Generate("using Steno;" + Type, DocumentationMode.Diagnose), CommentRuns.GenerateInEditor("using Steno;" + Type));
    }

    [Fact]
    public void Draft07_HasTheSameDescriptions()
    {
        string[] schemas = GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(
            """
            /// <summary>A disk.</summary>
            /// <param name="Kind">Where it is.</param>
            [JsonObject] public partial record Subject(Kind Kind = Kind.Local);
            /// <summary>Kinds of disks.</summary>
            [JsonEnum] public enum Kind { Local }
            """,
            "Schema<Subject>()", "Draft07Schema<Subject>()")).Split('\n');
        Assert.Equal(
            [
                """{"$schema":"https://json-schema.org/draft/2020-12/schema","title":"Subject","description":"A disk.","type":"object","properties":{"kind":{"description":"Where it is.","$ref":"#/$defs/Kind","default":"Local"}},"$defs":{"Kind":{"description":"Kinds of disks.","type":"string","enum":["Local"]}}}""",
                """{"$schema":"http://json-schema.org/draft-07/schema#","title":"Subject","description":"A disk.","type":"object","properties":{"kind":{"description":"Where it is.","allOf":[{"$ref":"#/definitions/Kind"}],"default":"Local"}},"definitions":{"Kind":{"description":"Kinds of disks.","type":"string","enum":["Local"]}}}""",
            ],
            schemas);
    }

    [Theory]
    [InlineData("An identity.", "Another text.", false)]
    [InlineData("Its own text.", "Another text.", false)]
    [InlineData("How many.", "Another text.", false)]
    [InlineData("Elsewhere.", "Another text,\n/// which is longer.", true)]
    [InlineData("A method.", "Another text,\n/// which is longer.", true)]
    [InlineData("A remark.", "Another text,\n/// which is longer.", true)]
    public void EditOfAComment_LeavesEverythingElseCached(string before, string after, bool isCached)
    {
        const string Source = """
            /// <summary>Elsewhere.</summary>
            public record Unrelated(int Count);
            /// <summary>An identity.</summary>
            [JsonNewtype] public partial record struct Id(Guid Value);
            /// <summary>Its own text.</summary>
            /// <param name="Count">How many.</param>
            /// <remarks>A remark.</remarks>
            [JsonObject] public partial record Subject(Id Id, int Count)
            {
                /// <summary>A method.</summary>
                public void Do() { }
            }
            """;
        Assert.Contains(before, Source, StringComparison.Ordinal);
        Assert.Equal(isCached, CommentRuns.IsCachedAfter(Source, Source.Replace(before, after, StringComparison.Ordinal)));
    }

    /// <param name="types">What to compile.</param>
    /// <param name="descriptions">The descriptions of its schema, each with its place, in the order of the places.</param>
    /// <param name="type">Whose schema.</param>
    private static void AssertDescribed(string types, string descriptions, string type = "Subject")
    {
        JsonNode schema = JsonNode.Parse(GeneratorVerifier.VerifyAndRun(RoundTripSource.Of(types, $"Schema<{type}>()")))!;
        Assert.Equal(descriptions, string.Join('\n', Descriptions(schema, "#").Order(StringComparer.Ordinal)));
    }

    /// <summary>Whether the comment makes a difference to the generated code.</summary>
    private static void AssertSameCode(string comment, DocumentationMode documentation, bool isDescribed)
    {
        const string Type = "\n[JsonObject] public partial record Subject(int A);";
        string bare = CommentRuns.Generate(Type, documentation);
        string commented = CommentRuns.Generate(comment + Type, documentation);
        Assert.Contains("\"title\"", bare, StringComparison.Ordinal);
        Assert.Equal(!isDescribed, bare == commented);
        Assert.Equal(isDescribed, commented.Contains("description", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Descriptions(JsonNode? node, string place) => node switch
    {
        JsonObject members => members.SelectMany(member => member.Key == "description" ? [$"{place} {member.Value}"] : Descriptions(member.Value, $"{place}/{member.Key}")),
        JsonArray items => items.SelectMany((item, i) => Descriptions(item, $"{place}/{i}")),
        _ => [],
    };
}
