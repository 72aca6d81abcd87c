namespace Steno.Cli.Demo;

/// <summary>Indents JSON by two spaces without touching its tokens: numbers and escapes stay as they were written.</summary>
internal static class JsonIndent
{
    /// <param name="json">Valid JSON text.</param>
    /// <returns>The same, indented, with a line feed at its end.</returns>
    public static byte[] Indent(ReadOnlySpan<byte> json)
    {
        using var indented = new MemoryStream(json.Length * 2);
        int depth = 0;
        byte before = 0;
        for (int at = 0; at < json.Length; at++)
        {
            byte token = json[at];
            switch (token)
            {
                case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                    continue;
                case (byte)'{' or (byte)'[':
                    BreakAfter(indented, before, depth);
                    depth++;
                    break;
                case (byte)'}' or (byte)']':
                    depth--;
                    if (before is not ((byte)'{' or (byte)'['))
                    {
                        Break(indented, depth);
                    }
                    break;
                case (byte)'"':
                    BreakAfter(indented, before, depth);
                    int end = EndOfString(json, at);
                    indented.Write(json[at..end]);
                    at = end;
                    break;
                default:
                    if (token is not ((byte)',' or (byte)':'))
                    {
                        BreakAfter(indented, before, depth);
                    }
                    break;
            }
            before = json[at];
            indented.WriteByte(before);
            if (before == ':')
            {
                indented.WriteByte((byte)' ');
            }
        }
        indented.WriteByte((byte)'\n');
        return indented.ToArray();
    }

    /// <summary>What begins an element or a member stands on a line of its own.</summary>
    private static void BreakAfter(MemoryStream indented, byte before, int depth)
    {
        if (before is (byte)'{' or (byte)'[' or (byte)',')
        {
            Break(indented, depth);
        }
    }

    private static void Break(MemoryStream indented, int depth)
    {
        indented.WriteByte((byte)'\n');
        for (int i = 0; i < depth; i++)
        {
            indented.Write("  "u8);
        }
    }

    /// <summary>Where the closing quote is.</summary>
    private static int EndOfString(ReadOnlySpan<byte> json, int quote)
    {
        int at = quote + 1;
        while (json[at] != '"')
        {
            at += json[at] == '\\' ? 2 : 1;
        }
        return at;
    }
}
