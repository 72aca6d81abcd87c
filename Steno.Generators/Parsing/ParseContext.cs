using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Steno.Generators.Models;

namespace Steno.Generators.Parsing;

/// <summary>What parsing one type gathers on its way. Lives only while it is parsed.</summary>
internal sealed class ParseContext
{
    private readonly HashSet<INamedTypeSymbol> _known = new(SymbolEqualityComparer.Default);
    private readonly Queue<INamedTypeSymbol> _referenced = new();

    public ParseContext(IAssemblySymbol assembly) => Assembly = assembly;

    /// <summary>The assembly that the code becomes part of.</summary>
    public IAssemblySymbol Assembly { get; }

    public List<Problem> Problems { get; } = new();

    public void Report(DiagnosticDescriptor rule, ISymbol symbol, params string[] arguments)
        => Problems.Add(Problem.At(rule, symbol, arguments));

    /// <summary>Notes a type that the schema refers to.</summary>
    public void Refer(INamedTypeSymbol type)
    {
        if (_known.Add(type))
        {
            _referenced.Enqueue(type);
        }
    }

    public INamedTypeSymbol? TakeReferenced() => _referenced.Count > 0 ? _referenced.Dequeue() : null;
}
