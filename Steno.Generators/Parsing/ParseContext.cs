using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Steno.Generators.Models;

namespace Steno.Generators.Parsing;

/// <summary>What parsing one type gathers on its way. Lives only while it is parsed.</summary>
internal sealed class ParseContext
{
    private readonly HashSet<INamedTypeSymbol> _known;
    private readonly Queue<INamedTypeSymbol> _referenced;

    public ParseContext(IAssemblySymbol assembly)
        : this(assembly, new(SymbolEqualityComparer.Default), new())
    {
    }

    private ParseContext(IAssemblySymbol assembly, HashSet<INamedTypeSymbol> known, Queue<INamedTypeSymbol> referenced)
    {
        Assembly = assembly;
        _known = known;
        _referenced = referenced;
    }

    /// <summary>The assembly that the code becomes part of.</summary>
    public IAssemblySymbol Assembly { get; }

    public List<Problem> Problems { get; } = new();

    /// <summary>For looking into another type: what is wrong with that one is reported where it is declared.</summary>
    public ParseContext ForOtherType() => new(Assembly, _known, _referenced);

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
