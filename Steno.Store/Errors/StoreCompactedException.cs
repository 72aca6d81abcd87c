namespace Steno.Store;

/// <summary>A store that is open for reading only was compacted by its owner, and what was to be read is elsewhere now. Open it again.</summary>
public sealed class StoreCompactedException(string directory, Exception? cause = null)
    : SecStoreException($"The owner of the store at {directory} has compacted it since it was opened here for reading. Nothing is lost; open it again.", cause);
