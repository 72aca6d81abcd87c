using System.Collections;

namespace Steno.Store.Archives;

/// <summary>The archives that a superblock names, oldest first. Compared by what it holds.</summary>
internal sealed class ArchiveList(IEnumerable<SealedArchive> archives) : IReadOnlyList<SealedArchive>, IEquatable<ArchiveList>
{
    /// <summary>As many as a superblock has room for.</summary>
    public const int MostArchives = 120;

    private readonly SealedArchive[] _archives = [.. archives];

    public static ArchiveList Empty { get; } = new([]);

    public int Count => _archives.Length;
    public SealedArchive this[int index] => _archives[index];

    public IEnumerator<SealedArchive> GetEnumerator() => ((IEnumerable<SealedArchive>)_archives).GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(ArchiveList? other) => other is not null && _archives.AsSpan().SequenceEqual(other._archives);
    public override bool Equals(object? obj) => Equals(obj as ArchiveList);
    public override int GetHashCode() => _archives.Length == 0 ? 0 : _archives[^1].GetHashCode();
}
