using System.Buffers.Binary;

namespace Steno.Tests.Fuzz;

/// <summary>Changes bytes as damage and malice do: bits, numbers at the ends of their ranges, pieces lost, repeated, moved and taken from elsewhere.</summary>
internal static class Mutator
{
    private static readonly long[] s_numbers =
    [
        0, 1, -1, 2, 7, 8, 16, 31, 32, 63, 64, 80, 127, 128, 255, 256, 511, 512, 513, 4095, 4096, short.MaxValue, ushort.MaxValue, 65_536, 1 << 20, 1 << 24, 1 << 30,
        int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, 1L << 40, (1L << 62) - 1, 1L << 62, long.MaxValue, long.MinValue,
    ];

    /// <summary>One to four changes.</summary>
    /// <param name="random">The source of every choice.</param>
    /// <param name="input">What is changed; it stays as it is.</param>
    /// <param name="other">Where foreign pieces come from.</param>
    internal static byte[] Mutate(Random random, byte[] input, byte[] other)
    {
        byte[] bytes = [.. input];
        for (int changes = 1 + random.Next(4); changes > 0; changes--)
        {
            bytes = Change(random, bytes, other);
        }
        return bytes;
    }

    /// <summary>Changes of a piece in its place: the length stays.</summary>
    internal static void ChangeInPlace(Random random, Span<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }
        int at = random.Next(bytes.Length);
        switch (random.Next(5))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                PutNumber(bytes[at..], 1 << random.Next(4), s_numbers[random.Next(s_numbers.Length)]);
                break;
            case 3:
                AddToNumber(random, bytes[at..]);
                break;
            default:
                bytes.Slice(at, random.Next(1, Math.Min(16, bytes.Length - at) + 1)).Fill((byte)(random.Next(2) * 0xFF));
                break;
        }
    }

    private static byte[] Change(Random random, byte[] bytes, byte[] other)
    {
        int at = random.Next(bytes.Length + 1);
        int length = Math.Min(Length(random), bytes.Length - at);
        switch (random.Next(8))
        {
            case 0 when bytes.Length > 1:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 1:
                return [.. bytes[..(at + length)], .. bytes[at..]];
            case 2:
                int from = random.Next(other.Length + 1);
                return [.. bytes[..at], .. other.AsSpan(from, Math.Min(Length(random), other.Length - from)), .. bytes[(at + (random.Next(2) * length))..]];
            case 3 when random.Next(8) == 0:
                return bytes[..at];
            case 4:
                return [.. bytes[..at], .. Enumerable.Repeat(bytes.Skip(at).Take(Math.Min(length, 8)), random.Next(1, 40)).SelectMany(static piece => piece), .. bytes[at..]];
            default:
                ChangeInPlace(random, bytes);
                return bytes;
        }
    }

    /// <summary>Short ones mostly.</summary>
    private static int Length(Random random) => random.Next(4) switch { 0 => 1, 1 => random.Next(1, 9), 2 => random.Next(1, 65), _ => random.Next(1, 1025) };

    private static void PutNumber(Span<byte> bytes, int size, long number)
    {
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(eight, number);
        eight[..Math.Min(size, bytes.Length)].CopyTo(bytes);
    }

    private static void AddToNumber(Random random, Span<byte> bytes)
    {
        if (bytes.Length >= 4)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, BinaryPrimitives.ReadInt32LittleEndian(bytes) + random.Next(-3, 4));
        }
    }
}
