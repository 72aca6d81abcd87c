using Steno.Store.Log;

namespace Steno.Store.Archives;

/// <summary>
/// The archives of a store at one moment, oldest first. Never changed: archiving and merging put another set in its place. Where a
/// saga is in several, the newest one counts.
/// </summary>
internal sealed class ArchiveSet(IReadOnlyList<Archive> archives) : IDisposable
{
    public static ArchiveSet None { get; } = new([]);

    public IReadOnlyList<Archive> Archives { get; } = archives;
    public bool IsEmpty => Archives.Count == 0;
    public long EventCount => Archives.Sum(static archive => archive.Footer.EventCount);
    public long SagaCount => Archives.Sum(static archive => (long)archive.Seal.SagaCount);
    public long FileBytes => Archives.Sum(static archive => archive.Seal.LengthBytes);
    public long MemoryBytes => Archives.Sum(static archive => archive.MemoryBytes);

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (Archive archive in Archives)
        {
            archive.Dispose();
        }
    }

    public bool Contains(SagaId id) => TryFind(id, out _, out _, out _);

    public bool TryFind(SagaId id, out Archive archive, out ArchiveEntry entry, out int group)
    {
        for (int i = Archives.Count - 1; i >= 0; i--)
        {
            if (Archives[i].MayContain(id) && Archives[i].TryFind(id, out entry, out group))
            {
                archive = Archives[i];
                return true;
            }
        }
        (archive, entry, group) = (null!, default, -1);
        return false;
    }

    /// <summary>The archived saga of that id, or null.</summary>
    public ArchivedSaga? Find(SagaId id) => TryFind(id, out Archive archive, out ArchiveEntry entry, out int group) ? archive.ReadSaga(entry, group) : null;

    /// <summary>Every archived saga once, in the order of ids, each from the newest archive that has it.</summary>
    /// <param name="after">Only ids after this one; null for all.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public IEnumerable<(ArchiveEntry Entry, Archive Archive, int Group)> Walk(SagaId? after, CancellationToken cancellation)
    {
        var walkers = new PriorityQueue<(IEnumerator<(ArchiveEntry Entry, int Group)> Entries, int Age), (SagaId Id, int Age)>();
        for (int i = 0; i < Archives.Count; i++)
        {
            Enqueue(Walk(Archives[i], after).GetEnumerator(), Archives.Count - i);
        }
        SagaId? last = null;
        while (walkers.TryDequeue(out (IEnumerator<(ArchiveEntry Entry, int Group)> Entries, int Age) next, out _))
        {
            cancellation.ThrowIfCancellationRequested();
            (ArchiveEntry entry, int group) = next.Entries.Current;
            if (entry.Id != last)
            {
                last = entry.Id;
                yield return (entry, Archives[^next.Age], group);
            }
            Enqueue(next.Entries, next.Age);
        }

        void Enqueue(IEnumerator<(ArchiveEntry Entry, int Group)> entries, int age)
        {
            if (entries.MoveNext())
            {
                walkers.Enqueue((entries, age), (entries.Current.Entry.Id, age));
            }
        }
    }

    private static IEnumerable<(ArchiveEntry Entry, int Group)> Walk(Archive archive, SagaId? after)
    {
        for (int group = after is { } id ? Math.Max(0, archive.GroupOf(id)) : 0; group < archive.GroupCount; group++)
        {
            foreach (ArchiveEntry entry in archive.ReadIndex(group))
            {
                if (after is not { } before || entry.Id.CompareTo(before) > 0)
                {
                    yield return (entry, group);
                }
            }
        }
    }
}
