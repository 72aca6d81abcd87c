namespace Steno.Store;

/// <summary>A backup that was written and then read back and checked.</summary>
/// <param name="Directory">Where it is; a store like any other.</param>
/// <param name="SagaCount">Sagas in it.</param>
/// <param name="RecordCount">Records in it.</param>
/// <param name="SizeBytes">What its segments and archives take.</param>
public sealed record BackupReport(string Directory, int SagaCount, long RecordCount, long SizeBytes)
{
    /// <summary>Sagas in its archives.</summary>
    public long ArchivedSagaCount { get; init; }
}
