namespace Steno.Store;

/// <summary>The store was written by a newer version of this library. Nothing was changed.</summary>
public sealed class StoreFormatException(string file, int foundVersion, int supportedVersion)
    : SecStoreException($"{file} has format version {foundVersion}; this library reads up to {supportedVersion}. Nothing was changed; open it with a newer version.")
{
    /// <summary>The file that says so.</summary>
    public string File { get; } = file;
    /// <summary>The version found.</summary>
    public int FoundVersion { get; } = foundVersion;
    /// <summary>The newest version that this library reads.</summary>
    public int SupportedVersion { get; } = supportedVersion;
}
