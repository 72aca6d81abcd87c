using System.Numerics;
using System.Runtime.CompilerServices;

namespace Steno.Store.Log;

/// <summary>
/// Saga id to entry number: open addressing with linear probing, five bytes a slot (the entry's number and a byte of the
/// hash, which spares nearly every look at a wrong entry). Cut into shards that grow alone and by a quarter, so that no
/// insertion ever moves the whole table. Not thread-safe.
/// </summary>
internal sealed class SagaSlots
{
    private const int ShardBits = 8;
    private const int FirstCapacity = 8;
    private const double MaxLoad = 0.85;
    private const double GrowthFactor = 1.25;

    private readonly Shard[] _shards = new Shard[1 << ShardBits];
    private readonly SagaEntries _entries;

    /// <param name="entries">What the numbers lead to.</param>
    /// <param name="expectedCount">For how many ids to make room at once.</param>
    public SagaSlots(SagaEntries entries, int expectedCount)
    {
        _entries = entries;
        // The shards of a random table differ by a few percent.
        int capacity = expectedCount <= 1024 ? 0 : (int)(expectedCount * 1.08 / MaxLoad / _shards.Length) + 1;
        for (int i = 0; capacity > 0 && i < _shards.Length; i++)
        {
            _shards[i].Allocate(capacity);
        }
    }

    public long AllocatedBytes
    {
        get
        {
            long slots = 0;
            foreach (ref readonly Shard shard in _shards.AsSpan())
            {
                slots += shard.Capacity;
            }
            return slots * (sizeof(int) + sizeof(byte));
        }
    }

    /// <summary>The entry's number, or -1.</summary>
    public int Find(SagaId id)
    {
        ulong hash = Hash(id);
        ref Shard shard = ref ShardOf(hash);
        if (shard.Capacity == 0)
        {
            return -1;
        }
        byte tag = Tag(hash);
        for (int slot = Home(hash, shard.Capacity); ; slot = Next(slot, shard.Capacity))
        {
            int number = shard.Numbers[slot] - 1;
            if (number < 0 || (shard.Tags[slot] == tag && _entries[number].Id == id))
            {
                return number;
            }
        }
    }

    /// <summary>The entry that the first slot of an id leads to, most often its own; -1 when there is none.</summary>
    public int FirstGuess(SagaId id)
    {
        ulong hash = Hash(id);
        ref Shard shard = ref ShardOf(hash);
        return shard.Capacity == 0 ? -1 : shard.Numbers[Home(hash, shard.Capacity)] - 1;
    }

    /// <summary>Adds an id that is not there.</summary>
    public void Add(SagaId id, int number)
    {
        ulong hash = Hash(id);
        ref Shard shard = ref ShardOf(hash);
        if (shard.Count + 1 > shard.Capacity * MaxLoad)
        {
            Grow(ref shard);
        }
        Insert(ref shard, hash, number);
    }

    /// <summary>Removes an id that is there, while its entry still has it.</summary>
    public void Remove(SagaId id)
    {
        ulong hash = Hash(id);
        ref Shard shard = ref ShardOf(hash);
        int hole = Home(hash, shard.Capacity);
        while (_entries[shard.Numbers[hole] - 1].Id != id)
        {
            hole = Next(hole, shard.Capacity);
        }
        // Linear probing leaves no tombstones: whoever probed across the hole moves into it.
        for (int slot = Next(hole, shard.Capacity); shard.Numbers[slot] != 0; slot = Next(slot, shard.Capacity))
        {
            int home = Home(Hash(_entries[shard.Numbers[slot] - 1].Id), shard.Capacity);
            if (Distance(home, slot, shard.Capacity) >= Distance(hole, slot, shard.Capacity))
            {
                shard.Numbers[hole] = shard.Numbers[slot];
                shard.Tags[hole] = shard.Tags[slot];
                hole = slot;
            }
        }
        shard.Numbers[hole] = 0;
        shard.Count--;
    }

    private void Grow(ref Shard shard)
    {
        int[] old = shard.Numbers ?? [];
        shard.Allocate(Math.Max(FirstCapacity, (int)(old.Length * GrowthFactor) + 1));
        shard.Count = 0;
        foreach (int number in old)
        {
            if (number != 0)
            {
                Insert(ref shard, Hash(_entries[number - 1].Id), number - 1);
            }
        }
    }

    private static void Insert(ref Shard shard, ulong hash, int number)
    {
        int slot = Home(hash, shard.Capacity);
        while (shard.Numbers[slot] != 0)
        {
            slot = Next(slot, shard.Capacity);
        }
        shard.Numbers[slot] = number + 1;
        shard.Tags[slot] = Tag(hash);
        shard.Count++;
    }

    private ref Shard ShardOf(ulong hash) => ref _shards[hash >> (64 - ShardBits)];

    private static byte Tag(ulong hash) => (byte)hash;

    private static int Home(ulong hash, int capacity) => (int)((ulong)(uint)(hash >> 16) * (uint)capacity >> 32);

    private static int Next(int slot, int capacity) => slot + 1 == capacity ? 0 : slot + 1;

    private static int Distance(int from, int to, int capacity) => to >= from ? to - from : to - from + capacity;

    private static ulong Hash(SagaId id)
    {
        // Ids may be time-ordered, sequential or chosen by somebody else, so every bit of the 128 must reach every bit of the
        // hash; a multiplication alone only carries upwards.
        ref ulong words = ref Unsafe.As<SagaId, ulong>(ref id);
        ulong hash = (words ^ BitOperations.RotateLeft(Unsafe.Add(ref words, 1), 32)) * 0x9E37_79B9_7F4A_7C15;
        hash ^= hash >> 32;
        hash = (hash ^ Unsafe.Add(ref words, 1)) * 0xD6E8_FEB8_6659_FD93;
        return hash ^ (hash >> 32);
    }

    private struct Shard
    {
        public int[] Numbers;
        public byte[] Tags;
        public int Count;

        public readonly int Capacity => Numbers is null ? 0 : Numbers.Length;

        public void Allocate(int capacity)
        {
            Numbers = new int[capacity];
            Tags = new byte[capacity];
        }
    }
}
