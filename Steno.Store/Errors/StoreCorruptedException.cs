using System.Globalization;

namespace Steno.Store;

/// <summary>Bytes that were acknowledged are damaged or missing. The store was not opened, or the read was refused; nothing was changed.</summary>
public sealed class StoreCorruptedException(string file, long offsetBytes, string reason)
    : SecStoreException(string.Create(CultureInfo.InvariantCulture,
        $"{file} is damaged at byte {offsetBytes:N0}: {reason}. Nothing was changed. `steno store verify` shows which sagas are affected."))
{
    /// <summary>The damaged file.</summary>
    public string File { get; } = file;
    /// <summary>Where in the file the damage was found, in bytes.</summary>
    public long OffsetBytes { get; } = offsetBytes;
    /// <summary>What is wrong there.</summary>
    public string Reason { get; } = reason;
}
