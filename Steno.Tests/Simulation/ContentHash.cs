using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Steno.Tests.Simulation;

/// <summary>A hash over names, numbers and the hashes of sectors. Two disks have the same one exactly when they hold the same.</summary>
internal sealed class ContentHash
{
    private byte[] _parts = new byte[4096];
    private int _length;

    internal void Add(long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Room(sizeof(long)), number);
    }

    internal void Add(UInt128 number)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(Room(16), number);
    }

    internal void Add(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Add(bytes.Length);
        bytes.CopyTo(Room(bytes.Length));
    }

    internal UInt128 Finish()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_parts.AsSpan(0, _length), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    private Span<byte> Room(int lengthBytes)
    {
        if (_length + lengthBytes > _parts.Length)
        {
            Array.Resize(ref _parts, Math.Max(_length + lengthBytes, _parts.Length * 2));
        }
        _length += lengthBytes;
        return _parts.AsSpan(_length - lengthBytes, lengthBytes);
    }
}
