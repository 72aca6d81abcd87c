using System.Runtime.CompilerServices;

namespace Steno.Store.Log;

/// <summary>Entries by number, in chunks, so that none ever moves. The numbers of removed ones are given out again. Not thread-safe.</summary>
internal sealed class SagaEntries
{
    public const int ChunkEntries = 1024;
    private const int ArrayOverheadBytes = 32;

    private readonly List<SagaEntry[]> _chunks = [];
    private int _firstFree = -1;

    /// <summary>One more than the largest number ever given out. Unused numbers below it lead to entries that are not published.</summary>
    public int End { get; private set; }

    public long AllocatedBytes => (long)_chunks.Count * (ChunkEntries * Unsafe.SizeOf<SagaEntry>() + ArrayOverheadBytes);

    public ref SagaEntry this[int number] => ref _chunks[number / ChunkEntries][number % ChunkEntries];

    public int Add(SagaId id)
    {
        int number = _firstFree;
        if (number >= 0)
        {
            _firstFree = this[number].EventCount - 1;
        }
        else
        {
            number = End++;
            if (number == _chunks.Count * ChunkEntries)
            {
                _chunks.Add(new SagaEntry[ChunkEntries]);
            }
        }
        this[number] = new SagaEntry { Id = id };
        return number;
    }

    public void Remove(int number)
    {
        // The free ones form a list through a field that they do not need; zero ends it.
        this[number] = new SagaEntry { EventCount = _firstFree + 1 };
        _firstFree = number;
    }
}
