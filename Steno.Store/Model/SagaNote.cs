using Steno.Json;

namespace Steno;

/// <summary>A remark that a store keeps with a saga, such as why it was abandoned. Changes nothing about the saga.</summary>
/// <param name="Id">The saga.</param>
/// <param name="Text">The remark.</param>
/// <exception cref="StenoJsonException">The text has a lone surrogate, which has no UTF-8 form.</exception>
[JsonObject]
public readonly partial record struct SagaNote(SagaId Id, string Text)
{
    /// <summary>The remark.</summary>
    public string Text { get => field ?? ""; init => field = Valid(value); } = Valid(Text);

    private static string Valid(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        NameText.RequireValid(text, nameof(SagaNote));
        return text;
    }
}
