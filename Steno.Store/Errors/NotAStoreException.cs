namespace Steno.Store;

/// <summary>The directory is missing, is no directory, or holds something other than a store. Nothing was changed.</summary>
public sealed class NotAStoreException(string directory, string reason)
    : SecStoreException($"{directory} is not a store: {reason}. Nothing was changed; name a store's directory, or one that is empty or missing to create a new store.")
{
    /// <summary>The directory.</summary>
    public string Directory { get; } = directory;
    /// <summary>What was found instead.</summary>
    public string Reason { get; } = reason;
}
