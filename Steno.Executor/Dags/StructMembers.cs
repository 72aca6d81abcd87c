using System.Text;

namespace Steno;

/// <summary>The members of a struct in the order in which it declares them, which is their order in the array form.</summary>
internal sealed class StructMembers(params string[] names)
{
    private readonly byte[][] _utf8 = [.. names.Select(Encoding.UTF8.GetBytes)];

    public int Count => names.Length;

    /// <summary>A member that may be missing in the object form; -1 when none may.</summary>
    public int Optional { get; init; } = -1;

    public string this[int member] => names[member];

    /// <summary>Which member a name is, or -1.</summary>
    public int IndexOf(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < _utf8.Length; i++)
        {
            if (name.SequenceEqual(_utf8[i]))
            {
                return i;
            }
        }
        return -1;
    }
}
