// The indented form is made of the compact one: a codec writes in one form only, so no type has code for a second.
// Tokens are copied as they stand; only what is between them changes. White space that raw JSON brought along is dropped.
// Levels are a counter, so depth costs no stack.

using System.Buffers;

namespace Steno.Json;

/// <summary>Indents JSON that is known to be valid as System.Text.Json does: two spaces a level, line feeds, <c>[]</c> and <c>{}</c> for what is empty.</summary>
internal ref struct JsonIndenter
{
    private const int RoomBytes = 512;
    private const int BytesPerLevel = 2;

    private static readonly SearchValues<byte> ScalarEnds = SearchValues.Create(",]} \t\r\n"u8);

    private readonly IBufferWriter<byte> _output;
    private Span<byte> _room;
    private int _used;

    private JsonIndenter(IBufferWriter<byte> output)
    {
        _output = output;
        _room = output.GetSpan(RoomBytes);
    }

    /// <summary>Appends the text in indented form, without a line feed at its end.</summary>
    /// <param name="json">Valid JSON text.</param>
    /// <param name="output">Where to append.</param>
    public static void Indent(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        JsonIndenter indenter = new(output);
        indenter.Indent(json);
        output.Advance(indenter._used);
    }

    private void Indent(ReadOnlySpan<byte> json)
    {
        int level = 0;
        int at = 0;
        bool isOpened = false;
        while (at < json.Length)
        {
            byte first = json[at];
            int end = at + 1;
            switch (first)
            {
                case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                    at = end;
                    continue;
                case (byte)',':
                    Append(","u8);
                    Break(level);
                    at = end;
                    continue;
                case (byte)':':
                    Append(": "u8);
                    at = end;
                    continue;
                case (byte)'}' or (byte)']':
                    level--;
                    if (!isOpened)
                    {
                        Break(level);
                    }
                    isOpened = false;
                    Append(json[at..end]);
                    at = end;
                    continue;
            }
            // Here a value or a member's name begins.
            if (isOpened)
            {
                Break(level);
            }
            isOpened = first is (byte)'{' or (byte)'[';
            if (isOpened)
            {
                level++;
            }
            else if (first == '"')
            {
                end = JsonText.EndOfString(json, at);
            }
            else
            {
                int length = json[at..].IndexOfAny(ScalarEnds);
                end = length < 0 ? json.Length : at + length;
            }
            Append(json[at..end]);
            at = end;
        }
    }

    private void Break(int level)
    {
        Append("\n"u8);
        ReadOnlySpan<byte> spaces = "                                                                "u8;
        int left = level * BytesPerLevel;
        while (left > 0)
        {
            int next = Math.Min(left, spaces.Length);
            Append(spaces[..next]);
            left -= next;
        }
    }

    private void Append(scoped ReadOnlySpan<byte> bytes)
    {
        while (!bytes.TryCopyTo(_room[_used..]))
        {
            int fitting = _room.Length - _used;
            bytes[..fitting].CopyTo(_room[_used..]);
            bytes = bytes[fitting..];
            _output.Advance(_room.Length);
            _used = 0;
            _room = _output.GetSpan(RoomBytes);
        }
        _used += bytes.Length;
    }
}
