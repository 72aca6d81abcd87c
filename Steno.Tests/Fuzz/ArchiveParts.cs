using System.Buffers.Binary;
using Steno.Store.Archives;
using Steno.Store.Log;

namespace Steno.Tests.Fuzz;

/// <summary>An archive taken apart, so that one part can be changed and the rest made to fit it.</summary>
internal sealed class ArchiveParts
{
    private const int TableOffsetAt = 40;
    private readonly byte[] _header;
    private readonly List<Group> _groups = [];
    private readonly byte[] _filter;
    private readonly byte[] _footer;

    private ArchiveParts(byte[] file, in ArchiveFooter footer)
    {
        _header = file[..ArchiveFormat.HeaderBytes];
        _footer = file[^ArchiveFormat.FooterBytes..];
        int filter = (int)footer.TableOffset + (footer.GroupCount * ArchiveFormat.GroupBytes);
        _filter = file[filter..(filter + (int)footer.FilterBytes)];
    }

    /// <summary>Null when earlier changes have left nothing to take apart.</summary>
    public static ArchiveParts? TryRead(byte[] file)
    {
        if (file.Length < ArchiveFormat.HeaderBytes + ArchiveFormat.FooterBytes
            || ArchiveFormat.TryReadFooter(file.AsSpan(file.Length - ArchiveFormat.FooterBytes), file.Length) is not { } footer)
        {
            return null;
        }
        var parts = new ArchiveParts(file, footer);
        long offset = ArchiveFormat.HeaderBytes;
        for (int number = 0; number < footer.GroupCount; number++)
        {
            byte[] entry = file.AsSpan((int)footer.TableOffset + (number * ArchiveFormat.GroupBytes), ArchiveFormat.GroupBytes).ToArray();
            ArchiveGroup group = ArchiveFormat.ReadGroup(entry, offset);
            if (!group.IsPossible || group.End > footer.TableOffset)
            {
                return null;
            }
            parts._groups.Add(new Group(entry, file[(int)group.Offset..(int)group.BlockOffset], file[(int)group.BlockOffset..(int)group.End]));
            offset = group.End;
        }
        return parts;
    }

    /// <summary>One change of one part.</summary>
    public void Change(Random random)
    {
        int number = random.Next(_groups.Count);
        switch (random.Next(10))
        {
            case 0:
                Mutator.ChangeInPlace(random, _header);
                break;
            case 1:
                Mutator.ChangeInPlace(random, _footer);
                break;
            case 2:
                Mutator.ChangeInPlace(random, _groups[number].Entry);
                break;
            case 3 or 4:
                // One saga's entry: id, link, offset, events, seconds, traits.
                int sagas = _groups[number].Index.Length / ArchiveFormat.EntryBytes;
                Mutator.ChangeInPlace(random, _groups[number].Index.AsSpan(random.Next(sagas) * ArchiveFormat.EntryBytes, ArchiveFormat.EntryBytes));
                break;
            case 5:
                Mutator.ChangeInPlace(random, _filter);
                break;
            case 6:
                Mutator.ChangeInPlace(random, _groups[number].Block);
                break;
            case 7:
                ChangeGroups(random, number);
                break;
            default:
                ChangeSagas(random, number);
                break;
        }
    }

    /// <summary>The file, with every checksum fitting what it covers.</summary>
    public byte[] ToBytes()
    {
        for (int number = 0; number < _groups.Count; number++)
        {
            (byte[] entry, byte[] index, byte[] block) = _groups[number];
            Put(entry, 28, ArchiveFormat.ChecksumOf(number, index));
            Put(entry, 32, ArchiveFormat.ChecksumOf(number, block));
        }
        byte[] table = [.. _groups.SelectMany(static group => group.Entry)];
        Put(_header, 12, ArchiveFormat.ChecksumOf(_header));
        Put(_footer, 56, ArchiveFormat.ChecksumOf(_header));
        Put(_footer, 60, Crc32C.Of(table));
        Put(_footer, 64, Crc32C.Of(_filter));
        Put(_footer, 12, ArchiveFormat.ChecksumOf(_footer));
        return [.. _header, .. _groups.SelectMany(static group => (byte[])[.. group.Index, .. group.Block]), .. table, .. _filter, .. _footer];
    }

    /// <summary>A block whose sagas are changed before it is compressed.</summary>
    private void ChangeSagas(Random random, int number)
    {
        Group group = _groups[number];
        if (ArchiveBlock.TryDecompress(group.Block, BinaryPrimitives.ReadInt32LittleEndian(group.Entry.AsSpan(24))) is not { } raw)
        {
            return;
        }
        if (random.Next(4) == 0)
        {
            raw = Mutator.Mutate(random, raw, raw);
        }
        else
        {
            Mutator.ChangeInPlace(random, raw);
        }
        var block = new byte[ArchiveBlock.MaxCompressedBytes(raw.Length)];
        block = block[..ArchiveBlock.Compress(raw, block)];
        Put(group.Entry, 20, (uint)block.Length);
        if (random.Next(8) != 0)
        {
            Put(group.Entry, 24, (uint)raw.Length);
        }
        _groups[number] = group with { Block = block };
        FitFooter();
    }

    /// <summary>A group lost, twice, or at another's place.</summary>
    private void ChangeGroups(Random random, int number)
    {
        switch (random.Next(3))
        {
            case 0 when _groups.Count > 1:
                _groups.RemoveAt(number);
                break;
            case 1:
                _groups.Insert(random.Next(_groups.Count + 1), _groups[number] with { Entry = [.. _groups[number].Entry] });
                break;
            default:
                (_groups[number], _groups[0]) = (_groups[0], _groups[number]);
                break;
        }
        FitFooter();
    }

    private void FitFooter()
    {
        Put(_footer, 16, (uint)_groups.Count);
        Put(_footer, 20, (uint)_groups.Sum(static group => group.Index.Length / ArchiveFormat.EntryBytes));
        BinaryPrimitives.WriteInt64LittleEndian(_footer.AsSpan(TableOffsetAt), ArchiveFormat.HeaderBytes + _groups.Sum(static group => (long)group.Index.Length + group.Block.Length));
    }

    private static void Put(byte[] bytes, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset), value);

    /// <param name="Entry">What the table says of it.</param>
    /// <param name="Index">Its index.</param>
    /// <param name="Block">Its block, compressed.</param>
    private sealed record Group(byte[] Entry, byte[] Index, byte[] Block);
}
