using Microsoft.CodeAnalysis;
using Steno.Generators.Emitting;
using Steno.Generators.Models;
using Steno.Generators.Parsing;

namespace Steno.Generators;

/// <summary>Writes JSON code for the types that carry an attribute of Steno.Json. Only the pipeline is here: symbols in, a model, text out.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class JsonGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        foreach (string attribute in AttributeNames.Targets)
        {
            // The attribute finds the type; the parser turns its symbols into a model that compares by value.
            IncrementalValuesProvider<Target> targets = context.SyntaxProvider
                .ForAttributeWithMetadataName(attribute, static (_, _) => true, static (found, cancellation) => TypeParser.Parse(found, cancellation))
                .WithTrackingName(TrackingNames.Targets);

            // One branch reports what is wrong with it ...
            context.RegisterSourceOutput(
                targets.SelectMany(static (target, _) => target.Problems).WithTrackingName(TrackingNames.Problems),
                static (output, problem) => output.ReportDiagnostic(problem.ToDiagnostic()));

            // ... the other writes its code.
            context.RegisterSourceOutput(
                targets.Where(static target => target.Type is not null).WithTrackingName(TrackingNames.Types),
                static (output, target) => output.AddSource(target.Type!.Frame.HintName, FileEmitter.Emit(target)));
        }
    }
}
