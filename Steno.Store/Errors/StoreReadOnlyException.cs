namespace Steno.Store;

/// <summary>The store was opened read-only, or its directory cannot be written to. Nothing was written.</summary>
public sealed class StoreReadOnlyException(string directory, Exception? cause = null)
    : SecStoreException($"The store in {directory} cannot be written to. Nothing was written; open it without ReadOnly, in a directory that this user may write to.", cause)
{
    /// <summary>The store's directory.</summary>
    public string Directory { get; } = directory;
}
