using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Steno.Tests.Generators;

/// <summary>What an editor gives to the compiler and a build does not: a comment on everything in a referenced assembly.</summary>
internal sealed class EditorDocumentation : DocumentationProvider
{
    public override bool Equals(object? obj) => obj is EditorDocumentation;

    public override int GetHashCode() => 0;

    protected override string GetDocumentationForSymbol(string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken)
        => "<member><summary>Known to editors.</summary></member>";
}
