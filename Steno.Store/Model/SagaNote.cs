using Steno.Json;

namespace Steno;

/// <summary>A remark that is kept with a saga, as why somebody abandoned it. It changes no state and is no event.</summary>
/// <param name="Id">The saga.</param>
/// <param name="Text">The remark: any text without lone surrogates.</param>
/// <exception cref="StenoJsonException">The text has a lone surrogate, which has no UTF-8 form.</exception>
[JsonObject]
public readonly partial record struct SagaNote(SagaId Id, string Text)
{
    private readonly string? _text = Valid(Text);

    /// <summary>The remark; empty for the default value.</summary>
    public string Text { get => _text ?? ""; init => _text = Valid(value); }

    /// <summary>Whether saga and text are the same.</summary>
    /// <param name="other">The other note.</param>
    public bool Equals(SagaNote other) => Id == other.Id && Text == other.Text;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Text);

    private static string Valid(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        NameText.RequireValid(text, nameof(SagaNote));
        return text;
    }
}
