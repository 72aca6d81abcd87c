using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Steno.Json;

/// <summary>
/// Items whose number is not known before the last one is read. They are gathered in pooled arrays, so that a large collection
/// leaves behind no trail of smaller ones for the garbage collector, and the result is as long as it has to be.
/// </summary>
internal ref struct GatheredItems<T>
{
    private const int FirstCount = 16;

    private T[] _items;
    private int _count;

    public GatheredItems() => _items = ArrayPool<T>.Shared.Rent(FirstCount);

    public void Add(T item)
    {
        if (_count == _items.Length)
        {
            Grow();
        }
        _items[_count++] = item;
    }

    public readonly List<T> ToList()
    {
        List<T> list = new(_count);
        CollectionsMarshal.SetCount(list, _count);
        _items.AsSpan(0, _count).CopyTo(CollectionsMarshal.AsSpan(list));
        return list;
    }

    /// <summary>Gives the array back; the items are nobody's business there.</summary>
    public readonly void Return() => Return(_items, _count);

    private void Grow()
    {
        T[] larger = ArrayPool<T>.Shared.Rent(checked(_count * 2));
        _items.AsSpan().CopyTo(larger);
        Return(_items, _count);
        _items = larger;
    }

    private static void Return(T[] items, int count)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            items.AsSpan(0, count).Clear();
        }
        ArrayPool<T>.Shared.Return(items);
    }
}
