using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Steno.Generators.Diagnostics;

namespace Steno.Generators.Models;

/// <summary>A diagnostic that can be compared and cached: the rule's id, the place and the texts for its message.</summary>
internal sealed record Problem(string RuleId, Place? Place, EquatableArray<string> Arguments)
{
    public static Problem At(DiagnosticDescriptor rule, ISymbol symbol, params string[] arguments)
        => new(rule.Id, Place.Of(symbol.Locations.FirstOrDefault()), new(arguments));

    public Diagnostic ToDiagnostic()
        => Diagnostic.Create(Rules.Find(RuleId), Place?.ToLocation(), Arguments.ToArray<object>());
}

internal sealed record Place(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static Place? Of(Location? location)
        => location?.SourceTree is { } tree ? new(tree.FilePath, location.SourceSpan, location.GetLineSpan().Span) : null;

    public Location ToLocation() => Location.Create(Path, Span, Lines);
}
