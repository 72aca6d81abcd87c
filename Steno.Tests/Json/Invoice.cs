namespace Steno.Tests.Json;

/// <summary>A type that only System.Text.Json knows.</summary>
internal sealed class Invoice
{
    public int Number { get; set; }

    public List<string> Lines { get; set; } = [];
}
