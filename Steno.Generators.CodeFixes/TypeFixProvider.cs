using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace Steno.Generators.CodeFixes;

/// <summary>A fix that changes declarations of types, perhaps in other files than the one with the mistake.</summary>
public abstract class TypeFixProvider : CodeFixProvider
{
    /// <summary>Tells which declarations one diagnostic needs changed.</summary>
    internal abstract Task<bool> GatherAsync(TypeEdits edits, Document document, TextSpan span, CancellationToken cancellation);

    /// <summary>What the fix is called.</summary>
    internal abstract string Title { get; }

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => new TypeFixAllProvider(this);

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        TypeEdits edits = new();
        if (await GatherAsync(edits, context.Document, context.Span, context.CancellationToken).ConfigureAwait(false))
        {
            context.RegisterCodeFix(
                CodeAction.Create(Title, cancellation => edits.ApplyAsync(context.Document.Project.Solution, cancellation), equivalenceKey: Title),
                context.Diagnostics);
        }
    }
}
