// A type argument whose JSON code is looked up when the program runs has none: said when it is compiled. The generator cannot say it,
// since nothing is written for such a type. Registrations may stand anywhere, so the answer is known only at the end of the compilation.

using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Steno.Generators.Diagnostics;
using Steno.Generators.Parsing;

namespace Steno.Generators;

/// <summary>Reports type arguments of [RequiresJsonCode] type parameters that have no JSON code and are not registered in the same assembly.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class JsonCodeAnalyzer : DiagnosticAnalyzer
{
    private const string RequiresCode = "Steno.Json.RequiresJsonCodeAttribute";
    private const string Codecs = "Steno.Json.JsonCodecs";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Rules.CodeNotFound);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(RequiresCode) is null)
            {
                return;
            }
            ConcurrentDictionary<ISymbol, bool> registered = new(SymbolEqualityComparer.Default);
            ConcurrentBag<(ITypeSymbol Type, Location Place)> needed = new();
            start.RegisterOperationAction(
                operation =>
                {
                    IMethodSymbol method = operation.Operation is IInvocationOperation call ? call.TargetMethod : ((IMethodReferenceOperation)operation.Operation).Method;
                    Look(method, operation.Operation.Syntax, registered, needed);
                },
                OperationKind.Invocation, OperationKind.MethodReference);
            start.RegisterCompilationEndAction(end =>
            {
                foreach ((ITypeSymbol type, Location place) in needed.Where(each => !registered.ContainsKey(each.Type)))
                {
                    end.ReportDiagnostic(Diagnostic.Create(Rules.CodeNotFound, place, type.ToDisplayString()));
                }
            });
        });
    }

    private static void Look(IMethodSymbol method, SyntaxNode syntax, ConcurrentDictionary<ISymbol, bool> registered, ConcurrentBag<(ITypeSymbol Type, Location Place)> needed)
    {
        if (!method.IsGenericMethod)
        {
            return;
        }
        if (method.Name == "Register" && method.ContainingType.ToDisplayString() == Codecs)
        {
            registered[method.TypeArguments[0]] = true;
            return;
        }
        for (int i = 0; i < method.TypeArguments.Length; i++)
        {
            if (method.TypeParameters[i].Attribute(RequiresCode) is not null && !IsFound(method.TypeArguments[i]))
            {
                needed.Add((method.TypeArguments[i], PlaceOf(syntax, i)));
            }
        }
    }

    /// <summary>Whether JsonCodecs knows the type without a registration; of a type parameter nobody can tell here.</summary>
    private static bool IsFound(ITypeSymbol type) => type switch
    {
        ITypeParameterSymbol or IErrorTypeSymbol => true,
        IArrayTypeSymbol { IsSZArray: true, ElementType.SpecialType: SpecialType.System_String or SpecialType.System_Int32 } => true,
        INamedTypeSymbol { IsGenericType: true, TypeArguments: { Length: 1 } arguments } list when list.OriginalDefinition.ToDisplayString() == "System.Collections.Generic.List<T>" =>
            arguments[0].SpecialType is SpecialType.System_String or SpecialType.System_Int32,
        _ => BuiltInValues.Parse(type) is not null || type.ToDisplayString() == "Steno.RawJson" || RegistersItself(type),
    };

    private static bool RegistersItself(ITypeSymbol type)
    {
        for (INamedTypeSymbol? at = type as INamedTypeSymbol; at is not null; at = at.ContainingType)
        {
            if (at.IsGenericType)
            {
                return false;
            }
        }
        return AttributeNames.Targets.Any(name => type.Attribute(name) is not null);
    }

    /// <summary>The type argument where it is written, or else the method's name.</summary>
    private static Location PlaceOf(SyntaxNode syntax, int argument)
    {
        SyntaxNode called = syntax is InvocationExpressionSyntax call ? call.Expression : syntax;
        SyntaxNode name = called switch
        {
            MemberAccessExpressionSyntax access => access.Name,
            MemberBindingExpressionSyntax binding => binding.Name,
            _ => called,
        };
        return (name is GenericNameSyntax generic ? generic.TypeArgumentList.Arguments[argument] : name).GetLocation();
    }
}
