using Steno.Store.Log;
using Steno.Tests.Simulation;

namespace Steno.Tests.Damages;

/// <summary>One damage to one file, in a form that can be written down and done again.</summary>
/// <param name="File">Which file.</param>
/// <param name="Kind">What is done to it.</param>
/// <param name="First">A bit's number in the file, or a word's or a sector's.</param>
/// <param name="Second">The other one's, where there are two.</param>
internal readonly record struct Damage(string File, DamageKind Kind, int First, int Second = -1)
{
    private const int WordBytes = 8;

    internal IEnumerable<int> Offsets => Kind switch
    {
        DamageKind.Bit => [First / 8],
        DamageKind.BitPair => [First / 8, Second / 8],
        DamageKind.WordsExchanged => [First * WordBytes, Second * WordBytes],
        DamageKind.SectorsExchanged => [First * SimFile.SectorBytes, Second * SimFile.SectorBytes],
        _ => [First * SimFile.SectorBytes],
    };

    /// <summary>How many bytes are damaged at each offset.</summary>
    internal int UnitBytes => Kind switch
    {
        DamageKind.Bit or DamageKind.BitPair => 1,
        DamageKind.WordsExchanged => WordBytes,
        _ => SimFile.SectorBytes,
    };

    internal void Apply(SimDisk disk)
    {
        switch (Kind)
        {
            case DamageKind.Bit:
                Flip(disk, First);
                break;
            case DamageKind.BitPair:
                Flip(disk, First);
                Flip(disk, Second);
                break;
            case DamageKind.WordsExchanged:
                Exchange(disk, First, Second, WordBytes);
                break;
            case DamageKind.SectorsExchanged:
                Exchange(disk, First, Second, SimFile.SectorBytes);
                break;
            case DamageKind.SectorCopied:
                disk.Overwrite(File, First * SimFile.SectorBytes, disk.Read(File, Second * SimFile.SectorBytes, SimFile.SectorBytes));
                break;
            case DamageKind.SectorZeroed:
                disk.Overwrite(File, First * SimFile.SectorBytes, new byte[SimFile.SectorBytes]);
                break;
            case DamageKind.SectorFilled:
                disk.Overwrite(File, First * SimFile.SectorBytes, [.. Enumerable.Repeat((byte)0xFF, SimFile.SectorBytes)]);
                break;
            default:
                throw new InvalidOperationException(ToString());
        }
    }

    public override string ToString() => $"{File}:{Kind}:{First}:{Second}";

    internal static Damage Parse(string text)
        => text.Split(':') is [var file, var kind, var first, var second] ? new(file, Enum.Parse<DamageKind>(kind), int.Parse(first), int.Parse(second)) : throw new FormatException(text);

    private void Flip(SimDisk disk, int bit) => disk.Overwrite(File, bit / 8, [(byte)(disk.Read(File, bit / 8, 1)[0] ^ (1 << (bit % 8)))]);

    private void Exchange(SimDisk disk, int first, int second, int unitBytes)
    {
        byte[] kept = disk.Read(File, first * unitBytes, unitBytes);
        disk.Overwrite(File, first * unitBytes, disk.Read(File, second * unitBytes, unitBytes));
        disk.Overwrite(File, second * unitBytes, kept);
    }
}

internal enum DamageKind
{
    Bit,
    BitPair,
    /// <summary>Two words of 8 bytes.</summary>
    WordsExchanged,
    SectorsExchanged,
    /// <summary>The second sector over the first.</summary>
    SectorCopied,
    SectorZeroed,
    /// <summary>With ones.</summary>
    SectorFilled,
}
