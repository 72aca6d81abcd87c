using System.Globalization;

namespace Steno.Store.Archives;

/// <summary>What the superblock says of one archive: an archive counts exactly when it is named there.</summary>
/// <param name="Number">Its number, and so its file's name. Never used twice.</param>
/// <param name="LengthBytes">The file's length.</param>
/// <param name="SagaCount">How many sagas it holds.</param>
/// <param name="Checksum">The checksum of its footer, which has the checksums of everything else.</param>
internal readonly record struct SealedArchive(int Number, long LengthBytes, int SagaCount, uint Checksum)
{
    /// <summary>The archives' directory in the store's.</summary>
    public const string DirectoryName = "archive";

    /// <summary>As many as names of eight digits can tell apart.</summary>
    public const int MaxNumber = 99_999_999;

    private const string Prefix = "archive-";
    private const string Suffix = ".sta";
    private const string TemporarySuffix = ".tmp";

    public string FileName => NameOf(Number);

    public static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number:D8}{Suffix}");

    /// <summary>The name of an archive that is being made.</summary>
    public static string TemporaryNameOf(int number) => NameOf(number) + TemporarySuffix;

    /// <summary>Whether this is the name of an archive, or of one that was being made.</summary>
    public static bool IsName(string name)
    {
        string stem = name.EndsWith(TemporarySuffix, StringComparison.Ordinal) ? name[..^TemporarySuffix.Length] : name;
        return stem.Length == Prefix.Length + 8 + Suffix.Length
            && stem.StartsWith(Prefix, StringComparison.Ordinal)
            && stem.EndsWith(Suffix, StringComparison.Ordinal)
            && int.TryParse(stem.AsSpan(Prefix.Length, 8), NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }
}
