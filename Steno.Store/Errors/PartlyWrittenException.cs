using System.Globalization;

namespace Steno.Store;

/// <summary>A store that writes records one by one wrote the first ones of a call and refused the next. <see cref="Exception.InnerException"/> says why.</summary>
public sealed class PartlyWrittenException(SagaId sagaId, int writtenCount, Exception refusal)
    : SecStoreException(string.Create(CultureInfo.InvariantCulture,
        $"The first {writtenCount} records of a call were written, and the next, of saga {sagaId}, was refused: {refusal.Message}"), refusal)
{
    /// <summary>The saga of the record that was refused.</summary>
    public SagaId SagaId { get; } = sagaId;
    /// <summary>How many records were written.</summary>
    public int WrittenCount { get; } = writtenCount;
}
