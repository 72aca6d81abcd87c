using System.Text;

namespace Steno.Generators.Emitting;

/// <summary>Collects lines of code, indented by the braces written so far.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _indent;

    public CodeWriter Line(string line = "")
    {
        if (line.Length > 0)
        {
            _text.Append(' ', _indent * 4).Append(line);
        }
        _text.Append('\n');
        return this;
    }

    /// <summary>A continuation of the statement before.</summary>
    public CodeWriter Continued(string line) => Line("    " + line);

    public CodeWriter Open(string? line = null)
    {
        if (line is not null)
        {
            Line(line);
        }
        Line("{");
        _indent++;
        return this;
    }

    public CodeWriter Close(string end = "")
    {
        _indent--;
        return Line("}" + end);
    }

    public override string ToString() => _text.ToString();
}
