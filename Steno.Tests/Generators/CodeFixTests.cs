using Microsoft.CodeAnalysis.CodeFixes;
using Steno.Generators.CodeFixes;

namespace Steno.Tests.Generators;

public class CodeFixTests
{
    private const string Using = "using Steno.Json;\n\n";

    [Theory]
    [InlineData("[JsonObject]\npublic record Point(int X);\n", "[JsonObject]\npublic partial record Point(int X);\n")]
    [InlineData("[JsonObject] record struct Point(int X);\n", "[JsonObject] partial record struct Point(int X);\n")]
    [InlineData("[JsonNewtype]\npublic readonly record struct Id(int Value);\n", "[JsonNewtype]\npublic readonly partial record struct Id(int Value);\n")]
    [InlineData(
        "namespace App;\n\n/// <summary>One.</summary>\n[JsonObject] // here\npublic /* and here */ sealed class Point\n{\n    public int X { get; init; } // x\n}\n",
        "namespace App;\n\n/// <summary>One.</summary>\n[JsonObject] // here\npublic /* and here */ sealed partial class Point\n{\n    public int X { get; init; } // x\n}\n")]
    [InlineData(
        "namespace App;\n\n// A comment.\nclass Outer // outer\n{\n    internal struct Middle\n    {\n        public partial interface Deep\n        {\n            [JsonObject] public record Inner(int X);\n        }\n    }\n}\n",
        "namespace App;\n\n// A comment.\npartial class Outer // outer\n{\n    internal partial struct Middle\n    {\n        public partial interface Deep\n        {\n            [JsonObject] public partial record Inner(int X);\n        }\n    }\n}\n")]
    [InlineData(
        "[JsonUnion]\r\npublic abstract record Choice\r\n{\r\n    public sealed record None : Choice;\r\n}\r\n",
        "[JsonUnion]\r\npublic abstract partial record Choice\r\n{\r\n    public sealed record None : Choice;\r\n}\r\n")]
    public Task NotPartial_Fixed_Compiles(string source, string expected)
        => CodeFixVerifier.FixesAsync(new MakePartialFix(), Using + source, Using + expected);

    [Fact]
    public Task ManyNotPartial_FixedInTheDocument_AreChangedOnceEach()
        => CodeFixVerifier.FixesAllAsync(
            new MakePartialFix(), FixAllScope.Project,
            [Using + "public class Outer\n{\n    [JsonObject] public record A(int X);\n\n    [JsonObject]\n    public record B(A A)\n    {\n        [JsonNewtype] public record struct C(int X);\n    }\n}\n", Using + "[JsonObject] class D;\n"],
            [Using + "public partial class Outer\n{\n    [JsonObject] public partial record A(int X);\n\n    [JsonObject]\n    public partial record B(A A)\n    {\n        [JsonNewtype] public partial record struct C(int X);\n    }\n}\n", Using + "[JsonObject] partial class D;\n"]);

    [Fact]
    public Task NotPartialInTwoFiles_FixedInOneDocument_LeavesTheOther()
        => CodeFixVerifier.FixesAllAsync(
            new MakePartialFix(), FixAllScope.Document,
            [Using + "[JsonObject] class A;\n[JsonObject] class B;\n", Using + "[JsonObject] class C;\n"],
            [Using + "[JsonObject] partial class A;\n[JsonObject] partial class B;\n", Using + "[JsonObject] class C;\n"]);

    [Theory]
    [InlineData(
        "[JsonObject] public partial record Order(Address To);\n\n/// <summary>Where.</summary>\npublic record Address(string Street);\n",
        "[JsonObject] public partial record Order(Address To);\n\n/// <summary>Where.</summary>\n[JsonObject]\npublic partial record Address(string Street);\n")]
    [InlineData(
        "[JsonObject] public partial record Order(System.Collections.Generic.Dictionary<string, Address[]>? To);\nclass Book { internal readonly struct Pages; }\npublic record struct Address(string Street);\n",
        "[JsonObject] public partial record Order(System.Collections.Generic.Dictionary<string, Address[]>? To);\nclass Book { internal readonly struct Pages; }\n[JsonObject]\npublic partial record struct Address(string Street);\n")]
    [InlineData(
        "[JsonObject]\npublic partial class Order\n{\n    public Kind Kind { get; init; }\n\n    // What it is.\n    public enum Kind2 { A }\n}\npublic enum Kind { A, B } // two\n",
        "[JsonObject]\npublic partial class Order\n{\n    public Kind Kind { get; init; }\n\n    // What it is.\n    public enum Kind2 { A }\n}\n[JsonEnum]\npublic enum Kind { A, B } // two\n")]
    [InlineData(
        "namespace App;\n\npublic static class Types { public abstract record Shape { public sealed record Dot : Shape; } }\n\n[JsonObject]\npublic partial record Drawing((Types.Shape, int) First);\n",
        "namespace App;\n\npublic static partial class Types { [JsonUnion] public abstract partial record Shape { public sealed record Dot : Shape; } }\n\n[JsonObject]\npublic partial record Drawing((Types.Shape, int) First);\n")]
    public Task MemberTypeWithoutCode_Fixed_Compiles(string source, string expected)
        => CodeFixVerifier.FixesAsync(new AddAttributeFix(), Using + source, Using + expected);

    [Fact]
    public Task TypesWithoutCode_InOtherFiles_AreFixedAtOnceWithTheirUsings()
        => CodeFixVerifier.FixesAllAsync(
            new AddAttributeFix(), FixAllScope.Solution,
            [
                Using + "[JsonObject] public partial record Order(Address To, Address? From, (Kind, Lines.Line[]) Rest);\n",
                "// The addresses.\nusing System;\nusing System.Linq;\n\n/// <summary>Where.</summary>\npublic record Address(string Street, Uri Link);\n",
                "// The kinds.\npublic enum Kind { A }\n",
                "using Zebra;\n\nnamespace Zebra { public class Stripe; }\n\npublic class Lines\n{\n    /// <summary>A line.</summary>\n    public record Line(int Number);\n}\n",
                Using + "[JsonObject] public partial record Letter(Address To);\n",
            ],
            [
                Using + "[JsonObject] public partial record Order(Address To, Address? From, (Kind, Lines.Line[]) Rest);\n",
                "// The addresses.\nusing System;\nusing System.Linq;\nusing Steno.Json;\n\n/// <summary>Where.</summary>\n[JsonObject]\npublic partial record Address(string Street, Uri Link);\n",
                "// The kinds.\nusing Steno.Json;\n\n[JsonEnum]\npublic enum Kind { A }\n",
                "using Steno.Json;\nusing Zebra;\n\nnamespace Zebra { public class Stripe; }\n\npublic partial class Lines\n{\n    /// <summary>A line.</summary>\n    [JsonObject]\n    public partial record Line(int Number);\n}\n",
                Using + "[JsonObject] public partial record Letter(Address To);\n",
            ]);

    [Theory]
    [InlineData("[JsonObject] public partial record Event(System.Text.StringBuilder Text);")]
    [InlineData("[JsonObject] public partial record Maybe<T>(T? Value);")]
    [InlineData("[JsonObject] public partial record Holder(object Value);")]
    public Task MemberOfATypeThatIsNotOurs_HasNoFix(string source) => CodeFixVerifier.OffersNothingAsync(new AddAttributeFix(), Using + source);

    [Theory]
    [InlineData(
        "[JsonUnion]\npublic partial record Open { public sealed record A : Open; }\n",
        "[JsonUnion]\npublic abstract partial record Open { public sealed record A : Open; }\n")]
    [InlineData(
        "[JsonUnion]\n// Partial.\npartial record Open { public sealed record A : Open; }\n",
        "[JsonUnion]\n// Partial.\nabstract partial record Open { public sealed record A : Open; }\n")]
    [InlineData(
        "[JsonUnion]\npublic abstract partial record Open\n{\n    // A case.\n    record A : Open;\n}\n",
        "[JsonUnion]\npublic abstract partial record Open\n{\n    // A case.\n    sealed record A : Open;\n}\n")]
    public Task OpenUnion_Fixed_Compiles(string source, string expected)
        => CodeFixVerifier.FixesAsync(new CloseUnionFix(), Using + source, Using + expected);

    [Fact]
    public Task OpenCases_FixedAll_AreSealed()
        => CodeFixVerifier.FixesAllAsync(
            new CloseUnionFix(), FixAllScope.Project,
            [Using + "[JsonUnion]\npublic abstract partial record Open\n{\n    public record A : Open;\n    public sealed record B : Open;\n    public record C(int X) : Open;\n}\n"],
            [Using + "[JsonUnion]\npublic abstract partial record Open\n{\n    public sealed record A : Open;\n    public sealed record B : Open;\n    public sealed record C(int X) : Open;\n}\n"]);

    [Theory]
    [InlineData("Make the setter init", "public int Count { get; /* not you */ private set; } // how many", "public int Count { get; /* not you */ init; } // how many")]
    [InlineData("Make the setter init", "private int _count;\n    public int Count { get => _count; protected set { _count = value; } }", "private int _count;\n    public int Count { get => _count; init { _count = value; } }")]
    [InlineData("Leave the member out of the JSON", "// How many.\n    public int Count { get; private set; }", "// How many.\n    [System.Text.Json.Serialization.JsonIgnore]\n    public int Count { get; private set; }")]
    public Task HiddenSetter_Fixed_Compiles(string title, string source, string expected)
        => CodeFixVerifier.FixesAsync(new HiddenSetterFix(), $"{Using}[JsonObject]\npublic partial class Counter\n{{\n    {source}\n}}\n", $"{Using}[JsonObject]\npublic partial class Counter\n{{\n    {expected}\n}}\n", title);

    [Theory]
    [InlineData("public partial record Counter([property: JsonNumberHandling(JsonNumberHandling.WriteAsString)] int Count);", "public partial record Counter(int Count);")]
    [InlineData("public partial class Counter\n{\n    // How many.\n    [JsonPropertyOrder(2), JsonName(\"n\")]\n    public int Count { get; init; }\n}", "public partial class Counter\n{\n    // How many.\n    [JsonName(\"n\")]\n    public int Count { get; init; }\n}")]
    [InlineData("public partial class Counter\n{\n    // How many.\n    [JsonPropertyOrder(2)]\n    public int Count { get; init; }\n}", "public partial class Counter\n{\n    // How many.\n    public int Count { get; init; }\n}")]
    [InlineData("public partial record Counter([JsonFlatten] int Count);", "public partial record Counter(int Count);")]
    public Task AttributeWithoutEffect_Removed_Compiles(string source, string expected)
    {
        const string head = "using System.Text.Json.Serialization;\n" + Using + "[JsonObject]\n";
        return CodeFixVerifier.FixesAsync(new RemoveAttributeFix(), head + source + "\n", head + expected + "\n");
    }
}
