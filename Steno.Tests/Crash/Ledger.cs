using System.Text;

namespace Steno.Tests.Crash;

/// <summary>What an action did or saw, as one line of the ledger.</summary>
internal enum LedgerVerb
{
    /// <summary>An action begins.</summary>
    Do,
    /// <summary>An action had its effect; the value is its output.</summary>
    Did,
    /// <summary>An action was given the output of another node; the value is that output.</summary>
    Saw,
    /// <summary>An undo begins; the value is the node's own output as the undo was given it.</summary>
    Undo,
    /// <summary>An undo had its effect.</summary>
    Undone,
}

/// <summary>One line of the ledger.</summary>
internal readonly record struct LedgerLine(LedgerVerb Verb, SagaId SagaId, int Node, int Other, string Value)
{
    public static LedgerLine Parse(string line)
    {
        string[] parts = line.Split(' ');
        return new(Enum.Parse<LedgerVerb>(parts[0]), SagaId.Parse(parts[1], null), int.Parse(parts[2]), int.Parse(parts[3]), parts[4]);
    }

    public override string ToString() => $"{Verb} {SagaId} {Node} {Other} {Value}";
}

/// <summary>
/// The external world of a crash test: a file outside the store to which actions append their effects. A line is there when
/// <see cref="Append"/> returns, whatever becomes of the process afterwards; it has nothing to do with the store's own files.
/// </summary>
internal sealed class Ledger(string path) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileStream _file = OpenBehindTheLastWholeLine(path);

    public void Append(LedgerLine line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line + "\n");
        lock (_lock)
        {
            _file.Write(bytes);
        }
    }

    public void Dispose() => _file.Dispose();

    // A kill may cut a write where a page of the file ends. What it left is nothing that happened, and the next line must not go on behind it.
    private static FileStream OpenBehindTheLastWholeLine(string path)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        long end = file.Length;
        for (; end > 0; end--)
        {
            file.Position = end - 1;
            if (file.ReadByte() == '\n')
            {
                break;
            }
        }
        file.SetLength(end);
        file.Position = end;
        return file;
    }

    /// <summary>Every whole line; a kill may have cut the last one, whose effect then never happened.</summary>
    public static List<LedgerLine> Read(string path)
        => File.Exists(path) ? [.. File.ReadAllText(path).Split('\n')[..^1].Select(LedgerLine.Parse)] : [];
}
