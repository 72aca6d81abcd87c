using System.Text;

namespace Steno.Generators.Parsing;

/// <summary>Forms JSON names from C# names. The values are those of Steno.Json.JsonNaming.</summary>
internal enum Naming
{
    PascalCase,
    SnakeCase,
    CamelCase,
    KebabCase,
    ScreamingSnakeCase,
}

internal static class NamingExtensions
{
    public static string Apply(this Naming naming, string name) => naming switch
    {
        Naming.SnakeCase => Separate(name, '_'),
        Naming.KebabCase => Separate(name, '-'),
        Naming.ScreamingSnakeCase => Separate(name, '_').ToUpperInvariant(),
        Naming.CamelCase => char.ToLowerInvariant(name[0]) + name.Substring(1),
        _ => name,
    };

    /// <summary>A word begins at an upper-case letter after a lower-case one or a digit, and at the last of several upper-case letters: HTTPServer is http_server.</summary>
    private static string Separate(string name, char separator)
    {
        StringBuilder text = new();
        for (int i = 0; i < name.Length; i++)
        {
            bool beginsWord = i > 0 && char.IsUpper(name[i]) && name[i - 1] != '_'
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (beginsWord)
            {
                text.Append(separator);
            }
            text.Append(name[i] == '_' ? separator : char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }
}
