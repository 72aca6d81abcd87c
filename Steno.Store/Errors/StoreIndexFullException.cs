using System.Globalization;

namespace Steno.Store;

/// <summary>The store keeps as many sagas as its index may hold. Nothing was written; records of existing sagas are still taken.</summary>
public sealed class StoreIndexFullException(string directory, int sagaCount, long budgetBytes)
    : SecStoreException(string.Create(CultureInfo.InvariantCulture,
        $"The index of the store at {directory} holds {sagaCount:N0} sagas, as many as IndexBudgetBytes ({budgetBytes:N0}) allows. Nothing was written; set Retention so that done sagas leave the store, delete some, or raise IndexBudgetBytes."))
{
    /// <summary>How many sagas the index holds.</summary>
    public int SagaCount { get; } = sagaCount;
    /// <summary>The option's value, in bytes.</summary>
    public long BudgetBytes { get; } = budgetBytes;
}
