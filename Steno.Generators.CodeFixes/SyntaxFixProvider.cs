using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Steno.Generators.CodeFixes;

/// <summary>A fix that changes one declaration where the diagnostic points. The mistakes of several never overlap, so they can be fixed one by one and merged.</summary>
public abstract class SyntaxFixProvider : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    internal static void Register(CodeFixContext context, SyntaxNode root, string title, SyntaxNode old, SyntaxNode changed)
        => context.RegisterCodeFix(
            CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(old, changed))), equivalenceKey: title),
            context.Diagnostics);
}
