namespace Steno.Store;

/// <summary>The disk has no room for the next log segment. Nothing was written, acknowledged data stays readable, and later calls try again.</summary>
public sealed class StoreFullException(string directory, Exception? cause = null)
    : SecStoreException($"The disk under {directory} is full: the next log segment could not be prepared. Nothing was written and the store goes on working; free some space and call again.", cause)
{
    /// <summary>The store's directory.</summary>
    public string Directory { get; } = directory;
}
