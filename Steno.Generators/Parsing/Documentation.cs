// Only comments of the assembly that is compiled count: those of a referenced one are known to an editor and not to the
// compiler on the command line, and the code would not be the same in both.

using System.Linq;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Steno.Generators.Parsing;

/// <summary>The documentation comment of one symbol, as plain text for the descriptions of a schema.</summary>
internal sealed class Documentation
{
    private static readonly Documentation None = new(null);

    private readonly XElement? _comment;

    private Documentation(XElement? comment) => _comment = comment;

    /// <summary>The summary in one line; null when there is none.</summary>
    public string? Summary => Text(_comment?.Element("summary"));

    /// <summary>Empty when comments are not parsed, and when the comment is no XML, of which the compiler warns.</summary>
    public static Documentation Of(ISymbol symbol, ParseContext context)
    {
        if (!SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, context.Assembly) || symbol.GetDocumentationCommentXml() is not { Length: > 0 } xml)
        {
            return None;
        }
        try
        {
            // White space between two elements is a space between two words.
            return new(XElement.Parse(xml, LoadOptions.PreserveWhitespace));
        }
        catch (XmlException)
        {
            return None;
        }
    }

    /// <summary>What the comment says of a parameter, in one line; null when it says nothing.</summary>
    public string? Parameter(string name) => Text(_comment?.Elements("param").FirstOrDefault(each => (string?)each.Attribute("name") == name));

    private static string? Text(XElement? element)
    {
        StringBuilder text = new();
        foreach (XNode node in element?.DescendantNodes() ?? Enumerable.Empty<XNode>())
        {
            if (node is XElement inner)
            {
                text.Append(IsBlock(inner) ? " " : inner.Nodes().Any() ? "" : Name(inner));
            }
            else if (node is XText words)
            {
                text.Append(words.PreviousNode is XElement before && IsBlock(before) ? " " : "").Append(words.Value);
            }
        }
        return text.Length == 0 ? null : OneLine(text.ToString());
    }

    /// <summary>Whether the element stands in lines of its own.</summary>
    private static bool IsBlock(XElement element)
        => element.Name.LocalName is "para" or "br" or "list" or "listheader" or "item" or "term" or "description" or "code";

    /// <summary>What an element without text refers to.</summary>
    private static string Name(XElement element) => element.Name.LocalName switch
    {
        "see" or "seealso" when (string?)element.Attribute("cref") is { } reference => LastName(reference),
        "see" or "seealso" => (string?)(element.Attribute("langword") ?? element.Attribute("href")) ?? "",
        "paramref" or "typeparamref" => (string?)element.Attribute("name") ?? "",
        _ => "",
    };

    /// <summary>The name at the end of a reference, which is like <c>M:System.Array.Empty``1(System.Int32)</c>.</summary>
    private static string LastName(string reference)
    {
        string path = reference.Substring(reference.IndexOf(':') + 1).Split('(')[0].Split('{')[0].Replace(".#ctor", "");
        return path.Substring(path.LastIndexOf('.') + 1).Split('`')[0];
    }

    private static string? OneLine(string text)
    {
        string line = string.Join(" ", text.Split((char[]?)null, System.StringSplitOptions.RemoveEmptyEntries));
        return line.Length == 0 ? null : line;
    }
}
