using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Steno.Generators.Models;

namespace Steno.Generators.Parsing;

/// <summary>What parsing one type gathers on its way. Lives only while it is parsed.</summary>
internal sealed class ParseContext
{
    private readonly HashSet<INamedTypeSymbol> _known;
    private readonly Queue<INamedTypeSymbol> _referenced;
    private readonly SortedDictionary<string, string> _parameters;
    private readonly HashSet<ISymbol> _around;

    public ParseContext(IAssemblySymbol assembly)
        : this(assembly, new(SymbolEqualityComparer.Default), new(), new(System.StringComparer.Ordinal), new(SymbolEqualityComparer.Default))
    {
    }

    private ParseContext(
        IAssemblySymbol assembly, HashSet<INamedTypeSymbol> known, Queue<INamedTypeSymbol> referenced, SortedDictionary<string, string> parameters, HashSet<ISymbol> around)
    {
        Assembly = assembly;
        _known = known;
        _referenced = referenced;
        _parameters = parameters;
        _around = around;
    }

    /// <summary>The assembly that the code becomes part of.</summary>
    public IAssemblySymbol Assembly { get; }

    public List<Problem> Problems { get; } = new();

    /// <summary>The type parameters that the schema refers to, with the code of each.</summary>
    public IReadOnlyDictionary<string, string> Parameters => _parameters;

    /// <summary>For looking into another type: what is wrong with that one is reported where it is declared.</summary>
    public ParseContext ForOtherType() => new(Assembly, _known, _referenced, _parameters, _around);

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

    /// <summary>Notes a type parameter that the schema refers to.</summary>
    public void Refer(ITypeParameterSymbol parameter, string codec) => _parameters[parameter.Name] = codec;

    /// <summary>Notes that the members of a type are being looked at; false when they are already, because it contains itself.</summary>
    /// <remarks>Whatever its arguments: a generic type may contain itself with ever larger ones.</remarks>
    public bool Enter(INamedTypeSymbol type) => _around.Add(type.OriginalDefinition);

    public void Leave(INamedTypeSymbol type) => _around.Remove(type.OriginalDefinition);

    public bool IsInside(INamedTypeSymbol type) => _around.Contains(type.OriginalDefinition);

    public INamedTypeSymbol? TakeReferenced() => _referenced.Count > 0 ? _referenced.Dequeue() : null;
}
