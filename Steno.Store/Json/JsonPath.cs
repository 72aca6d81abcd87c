using System.Globalization;
using System.Text;

namespace Steno.Json;

/// <summary>
/// Finds the path of a place in a text by walking the text again up to it. Only errors ask, so reading keeps no path.
/// The text may be broken behind the place, and even before it: then the path is the best that can be told.
/// </summary>
internal static class JsonPath
{
    private const int MaxShownLevels = 16;
    private const int MaxShownNameLength = 64;

    public static string Find(ReadOnlySpan<byte> text, int position)
    {
        List<(string? Member, int Index)> levels = [];
        string? pending = null;
        int at = 0;
        while (at < Math.Min(position, text.Length))
        {
            byte next = text[at];
            switch (next)
            {
                case (byte)'{':
                    levels.Add((null, -1));
                    break;
                case (byte)'[':
                    levels.Add((null, 0));
                    break;
                case (byte)'}' or (byte)']' when levels.Count > 0:
                    levels.RemoveAt(levels.Count - 1);
                    break;
                case (byte)',' when levels.Count > 0:
                    (_, int index) = levels[^1];
                    levels[^1] = (null, index < 0 ? -1 : index + 1);
                    break;
                case (byte)':' when levels.Count > 0:
                    levels[^1] = (pending, levels[^1].Index);
                    break;
                case (byte)'"':
                    JsonScanner scanner = new(text, at);
                    if (!scanner.TryString(isStrict: true))
                    {
                        return Format(levels);
                    }
                    pending = Encoding.UTF8.GetString(text[(at + 1)..(scanner.Position - 1)]);
                    at = scanner.Position - 1;
                    break;
            }
            at++;
        }
        return Format(levels);
    }

    private static string Format(List<(string? Member, int Index)> levels)
    {
        StringBuilder path = new("$");
        foreach ((string? member, int index) in levels.Take(MaxShownLevels))
        {
            if (member is not null)
            {
                AppendName(path.Append('.'), member);
            }
            else if (index >= 0)
            {
                path.Append(CultureInfo.InvariantCulture, $"[{index}]");
            }
        }
        return levels.Count > MaxShownLevels ? path.Append("...").ToString() : path.ToString();
    }

    /// <summary>A name is the text's own, so it may be of any length and hold line ends: neither belongs into a message or a log.</summary>
    private static void AppendName(StringBuilder path, string name)
    {
        foreach (char unit in name.AsSpan(0, Math.Min(name.Length, MaxShownNameLength)))
        {
            path.Append(char.IsControl(unit) ? '?' : unit);
        }
        if (name.Length > MaxShownNameLength)
        {
            path.Append("...");
        }
    }
}
