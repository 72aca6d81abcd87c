using System.Globalization;

namespace Steno.Store;

/// <summary>A payload, or the records of one call together, exceed the store's limit. Nothing was written.</summary>
public sealed class PayloadTooLargeException(SagaId sagaId, long sizeBytes, long limitBytes)
    : SecStoreException(string.Create(CultureInfo.InvariantCulture,
        $"A record of saga {sagaId} brings {sizeBytes:N0} bytes, more than the limit of {limitBytes:N0}. Nothing was written; store large data elsewhere and record a reference to it, or raise PayloadLimitBytes."))
{
    /// <summary>The saga.</summary>
    public SagaId SagaId { get; } = sagaId;
    /// <summary>The size that was refused, in bytes.</summary>
    public long SizeBytes { get; } = sizeBytes;
    /// <summary>The limit, in bytes.</summary>
    public long LimitBytes { get; } = limitBytes;
}
