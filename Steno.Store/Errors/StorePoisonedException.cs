namespace Steno.Store;

/// <summary>
/// A write or sync failed earlier, so the store refuses everything after it: what the disk holds now is not known.
/// The first failure is the <see cref="Exception.InnerException"/>. Acknowledged records are safe; open the store again to go on.
/// </summary>
public sealed class StorePoisonedException(string directory, Exception cause)
    : SecStoreException($"The store in {directory} stopped after a failure: {cause.Message} The record was not acknowledged and may or may not be found later; every acknowledged record is kept. Repair the cause and open the store again.", cause)
{
    /// <summary>The store's directory.</summary>
    public string Directory { get; } = directory;
}
