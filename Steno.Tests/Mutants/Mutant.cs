namespace Steno.Tests.Mutants;

/// <summary>A deliberate bug: a change of the product's source that some test of the normal run must notice.</summary>
/// <param name="Name">What switches it on.</param>
/// <param name="Edits">The change.</param>
/// <param name="Tests">The tests that should notice, each as the end of its full name or the beginning of that end.</param>
internal sealed record Mutant(string Name, Edit[] Edits, string[] Tests)
{
    /// <summary>Stands in an edit for "this bug is switched on".</summary>
    internal const string IsOn = "BUG";

    internal Mutant(string name, string file, string find, string put, params string[] tests)
        : this(name, [new Edit(file, find, put)], tests)
    {
    }

    internal string Filter => string.Join('|', Tests.Select(test => $"FullyQualifiedName~{test}"));
}

/// <summary>One place of a file that is changed.</summary>
/// <param name="File">The file, in the repository.</param>
/// <param name="Find">What stands there, exactly once in the file.</param>
/// <param name="Put">What stands there instead; without the bug it must do the same.</param>
internal sealed record Edit(string File, string Find, string Put);
