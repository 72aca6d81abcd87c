namespace Steno.Store;

/// <summary>Another owner, in this or another process, has the store open. It is unharmed.</summary>
public sealed class StoreLockedException(string directory)
    : SecStoreException($"The store in {directory} is open elsewhere: one owner at a time. Nothing was changed; close the other owner, or open read-only.")
{
    /// <summary>The store's directory.</summary>
    public string Directory { get; } = directory;
}
