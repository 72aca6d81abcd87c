using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Steno.Tests.Golden;

/// <summary>Finds the golden vectors: the shared ones beside the repository when they are there, else the copy in this folder.</summary>
public static class GoldenFiles
{
    /// <summary>The path of a golden file.</summary>
    public static string PathOf(string name)
    {
        string shared = Path.GetFullPath(Path.Combine(RepositoryRoot(), "..", "shared", "golden", name));
        string copy = Path.Combine(RepositoryRoot(), "Steno.Tests", "Golden", "vectors", name);
        return File.Exists(shared) ? shared : File.Exists(copy) ? copy : throw new FileNotFoundException($"No golden file {name}: neither {shared} nor {copy}.");
    }

    /// <summary>The path of a file of this repository.</summary>
    public static string SourcePath(string relative) => Path.Combine(RepositoryRoot(), relative);

    /// <summary>The lines of a golden file, as bytes without their line feeds.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Lines(string name)
    {
        ReadOnlyMemory<byte> text = File.ReadAllBytes(PathOf(name));
        List<ReadOnlyMemory<byte>> lines = [];
        while (!text.IsEmpty)
        {
            int end = text.Span.IndexOf((byte)'\n');
            lines.Add(end < 0 ? text : text[..end]);
            text = end < 0 ? default : text[(end + 1)..];
        }
        return lines;
    }

    /// <summary>The lines of a golden file, each parsed.</summary>
    public static IEnumerable<JsonElement> Cases(string name)
    {
        foreach (ReadOnlyMemory<byte> line in Lines(name))
        {
            using JsonDocument document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 200 });
            yield return document.RootElement.Clone();
        }
    }

    private static string RepositoryRoot([CallerFilePath] string thisFile = "")
    {
        // A deterministic build rewrites source paths, so the built assembly's place counts first.
        foreach (string start in (string[])[AppContext.BaseDirectory, thisFile])
        {
            for (DirectoryInfo? at = Directory.GetParent(start); at is not null; at = at.Parent)
            {
                if (File.Exists(Path.Combine(at.FullName, "Steno.sln")))
                {
                    return at.FullName;
                }
            }
        }
        throw new DirectoryNotFoundException("Steno.sln is in no folder above the tests.");
    }
}
