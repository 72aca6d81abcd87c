using System.Buffers.Binary;
using Steno.Store.Archives;
using Steno.Store.Log;

namespace Steno.Tests.Fuzz;

/// <summary>Archives of done sagas, with what the superblock says of them made to fit.</summary>
internal sealed class ArchiveTarget : StoreTarget
{
    private const string Folder = SealedArchive.DirectoryName + "/";
    private static readonly Lazy<List<byte[]>> s_withArchives = new(() => [.. new LogTarget().Corpus.Where(input => Names(StoreImage.Unpack(input)).Length > 0)]);

    public override string Name => "archive";

    public override IReadOnlyList<byte[]> Corpus => s_withArchives.Value;

    protected override void Change(Random random, StoreImage image)
    {
        string[] names = Names(image);
        if (names.Length == 0)
        {
            image.Files[Folder + SealedArchive.NameOf(1)] = [];
            return;
        }
        string name = names[random.Next(names.Length)];
        byte[] file = image.Files[name];
        if (random.Next(12) != 0 && ArchiveParts.TryRead(file) is { } parts)
        {
            parts.Change(random);
            image.Files[name] = parts.ToBytes();
        }
        else
        {
            ChangeFile(random, image, name, names[random.Next(names.Length)]);
        }
        if (random.Next(8) != 0)
        {
            NameInSuperblock(image);
        }
    }

    private static string[] Names(StoreImage image) => [.. image.Files.Keys.Where(name => name.StartsWith(Folder, StringComparison.Ordinal))];

    private static void ChangeFile(Random random, StoreImage image, string name, string other)
    {
        switch (random.Next(4))
        {
            case 0:
                image.Files.Remove(name);
                break;
            case 1:
                image.Files[name] = [.. image.Files[other]];
                break;
            default:
                image.Files[name] = Mutator.Mutate(random, image.Files[name], image.Files[other]);
                break;
        }
    }

    /// <summary>Lets both slots of the superblock say of every archive what its file is now.</summary>
    private static void NameInSuperblock(StoreImage image)
    {
        byte[] superblock = image.Files[SuperblockFile.Name];
        foreach (int slot in (int[])[0, 65_536])
        {
            Span<byte> bytes = superblock.AsSpan(slot, Superblock.SizeBytes);
            int count = BinaryPrimitives.ReadInt32LittleEndian(bytes[112..]);
            for (int place = 128; place < 128 + (count * 24); place += 24)
            {
                string name = Folder + SealedArchive.NameOf(BinaryPrimitives.ReadInt32LittleEndian(bytes[(place + 8)..]));
                if (image.Files.TryGetValue(name, out byte[]? file) && file.Length >= ArchiveFormat.FooterBytes)
                {
                    ReadOnlySpan<byte> footer = file.AsSpan(file.Length - ArchiveFormat.FooterBytes);
                    BinaryPrimitives.WriteInt64LittleEndian(bytes[place..], file.Length);
                    footer.Slice(20, 4).CopyTo(bytes[(place + 12)..]);
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes[(place + 16)..], ArchiveFormat.ChecksumOf(footer));
                }
            }
            StoreImage.Seal(bytes);
        }
    }
}
