using Steno.Json;
using Steno.Store;

namespace Steno;

/// <summary>A saga that only the store holds.</summary>
internal static class StoredSaga
{
    /// <summary>Records that it is given up, unless the store can tell that it has ended.</summary>
    /// <exception cref="SagaStateException">It has ended.</exception>
    public static async Task AbandonAsync(ISecStore store, SagaNote note)
    {
        if (store is ISecStoreReader reader && await reader.GetSagaAsync(note.Id).ConfigureAwait(false) is { State: SagaCachedState.Done })
        {
            throw new SagaStateException(note.Id, await PhaseOfDoneAsync(reader, note.Id).ConfigureAwait(false), "abandoned");
        }
        SagaRecord[] records = [SagaRecord.Note(note), SagaRecord.Update(new SagaUpdate(note.Id, SagaCachedState.Done))];
        await store.WriteAsync(records).ConfigureAwait(false);
    }

    /// <summary>How a saga ended that is done: as its log says, and a log that is not at an end is that of a saga that was given up.</summary>
    private static async Task<SagaPhase> PhaseOfDoneAsync(ISecStoreReader reader, SagaId id)
    {
        SagaCreateParams? create = await reader.GetCreateParamsAsync(id).ConfigureAwait(false);
        IReadOnlyList<SagaNodeEvent> events = await reader.ReadEventsAsync(id).ConfigureAwait(false);
        try
        {
            return SagaMachine.Recover(SagaDag.Parse(create?.Dag ?? default).Shape, id, events).End switch
            {
                SagaEnd.Succeeded => SagaPhase.Succeeded,
                SagaEnd.Failed => SagaPhase.Failed,
                SagaEnd.Stuck => SagaPhase.Stuck,
                _ => SagaPhase.Abandoned,
            };
        }
        catch (Exception problem) when (problem is StenoJsonException or InvalidDagException or SagaLogException)
        {
            // Deliberate: one that cannot be read cannot have ended by itself.
            return SagaPhase.Abandoned;
        }
    }
}
