using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Steno.Tests.Simulation;

/// <summary>
/// 512 bytes that never change once they are here, so that thousands of disk images share them. A sector of zeros is null.
/// </summary>
internal sealed class Sector
{
    internal const int SizeBytes = 512;
    private readonly byte[] _bytes;
    private UInt128 _hash;

    private Sector(byte[] bytes) => _bytes = bytes;

    /// <summary>A hash of the contents, worked out when it is first asked for; zero means not yet. Racing threads work out the same.</summary>
    internal UInt128 Hash
    {
        get
        {
            lock (_bytes)
            {
                if (_hash == default)
                {
                    Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
                    SHA256.HashData(_bytes, hash);
                    _hash = BinaryPrimitives.ReadUInt128LittleEndian(hash);
                }
                return _hash;
            }
        }
    }

    /// <summary>The sector with these contents, filled up with zeros.</summary>
    internal static Sector? Of(ReadOnlySpan<byte> contents)
    {
        if (!contents.ContainsAnyExcept((byte)0))
        {
            return null;
        }
        byte[] bytes = new byte[SizeBytes];
        contents.CopyTo(bytes);
        return new Sector(bytes);
    }

    /// <summary>This sector with some bytes of it replaced.</summary>
    internal static Sector? With(Sector? sector, int offset, ReadOnlySpan<byte> part)
    {
        if (part.Length == SizeBytes)
        {
            return Of(part);
        }
        Span<byte> bytes = stackalloc byte[SizeBytes];
        CopyTo(sector, bytes);
        part.CopyTo(bytes[offset..]);
        return Of(bytes);
    }

    internal static bool AreEqual(Sector? left, Sector? right)
        => ReferenceEquals(left, right) || (left is not null && right is not null && left._bytes.AsSpan().SequenceEqual(right._bytes));

    internal static void CopyTo(Sector? sector, Span<byte> destination, int from = 0)
    {
        if (sector is null)
        {
            destination.Clear();
            return;
        }
        sector._bytes.AsSpan(from, Math.Min(destination.Length, SizeBytes - from)).CopyTo(destination);
    }
}
