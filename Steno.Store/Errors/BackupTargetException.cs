namespace Steno.Store;

/// <summary>A backup needs a directory that is missing or empty. Nothing was written.</summary>
public sealed class BackupTargetException(string directory, string reason)
    : SecStoreException($"A backup cannot be written to {directory}: {reason}. Name a directory that is missing or empty.")
{
    /// <summary>The directory.</summary>
    public string Directory { get; } = directory;
}
