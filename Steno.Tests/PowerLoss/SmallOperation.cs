using Steno.Store;
using Steno.Tests.Stores;

namespace Steno.Tests.PowerLoss;

/// <summary>The alphabet of the small workloads: every kind of thing that a store does, at sizes that fall around the sizes of sectors, pages and segments.</summary>
internal enum SmallOperation
{
    Create,
    Append1,
    Append511,
    Append512,
    Append513,
    Append4096,
    /// <summary>A payload one byte short of a page: the record goes over two or three of them.</summary>
    AppendPageLess1,
    /// <summary>A payload that goes beyond the segment's end.</summary>
    Roll,
    /// <summary>Four records of two sagas, one of them new, in one call.</summary>
    Batch,
    Delete,
    Snapshot,
    Compact,
    Archive,
    Reopen,
    Cut,
}

internal static class SmallOperations
{
    internal static SmallOperation[] All { get; } = Enum.GetValues<SmallOperation>();

    /// <summary>The steps for operations done one after the other on a <see cref="SmallStore"/>.</summary>
    internal static List<Step> ToSteps(SmallStore store, IReadOnlyList<SmallOperation> operations)
    {
        var steps = new List<Step>();
        int created = 0;
        int deleted = 0;
        int archived = 0;
        uint node = 1;
        if (store.Steps.Count == 0)
        {
            // Nothing is there yet that could be appended to or deleted; so the first step makes it.
            steps.Add(Step.Write(SagaRecord.Create(Sample.Create(SmallStore.Running)), SagaRecord.Create(Sample.Create(Sample.Id(SmallStore.FirstDone), state: SagaCachedState.Done)),
                SagaRecord.Create(Sample.Create(Sample.Id(SmallStore.FirstDone + 1), state: SagaCachedState.Done)), SagaRecord.Create(Sample.Create(Sample.Id(SmallStore.FirstDone + 2), state: SagaCachedState.Done))));
        }
        Step Append(int payloadBytes) => Step.Write(SagaRecord.Event(Sample.Event(SmallStore.Running, node++, payloadBytes == 1
            ? SagaNodeEventType.Succeeded(Sample.Json("7"))
            : SagaNodeEventType.Succeeded(Sample.JsonOfLength(payloadBytes)))));
        SagaId NewId() => Sample.Id(200 + created++);
        foreach (SmallOperation operation in operations)
        {
            steps.Add(operation switch
            {
                SmallOperation.Create => Step.Write(SagaRecord.Create(Sample.Create(NewId()))),
                SmallOperation.Append1 => Append(1),
                SmallOperation.Append511 => Append(511),
                SmallOperation.Append512 => Append(512),
                SmallOperation.Append513 => Append(513),
                SmallOperation.Append4096 => Append(4096),
                SmallOperation.AppendPageLess1 => Append(SmallStore.PageSizeBytes - 1),
                SmallOperation.Roll => Append(8_000),
                SmallOperation.Batch => Batch(NewId(), node++),
                SmallOperation.Delete => Step.Delete(Sample.Id(SmallStore.FirstDone + deleted++)),
                SmallOperation.Snapshot => Step.Snapshot,
                SmallOperation.Compact => Step.Compact,
                // From the other end than the deletions, so that none meets an archived saga.
                SmallOperation.Archive => Step.Archive(Sample.Id(SmallStore.FirstDone + SmallStore.DoneCount - 1 - archived++)),
                SmallOperation.Reopen => Step.Reopen,
                SmallOperation.Cut => Step.CutAndReopen,
                _ => throw new ArgumentOutOfRangeException(nameof(operations), operation, "It has no step."),
            });
        }
        return steps;
    }

    /// <summary>All sequences of exactly so many operations, in a fixed order.</summary>
    internal static IEnumerable<SmallOperation[]> Sequences(int length)
    {
        int count = (int)Math.Pow(All.Length, length);
        for (int number = 0; number < count; number++)
        {
            yield return Sequence(number, length);
        }
    }

    internal static SmallOperation[] Sequence(int number, int length)
    {
        var sequence = new SmallOperation[length];
        for (int i = length - 1; i >= 0; i--, number /= All.Length)
        {
            sequence[i] = All[number % All.Length];
        }
        return sequence;
    }

    private static Step Batch(SagaId id, uint node) => Step.Write(
        SagaRecord.Create(Sample.Create(id)),
        SagaRecord.Event(Sample.Started(id, node)),
        SagaRecord.Event(Sample.Event(SmallStore.Running, node, SagaNodeEventType.Succeeded(Sample.JsonOfLength(300)))),
        SagaRecord.Update(new SagaUpdate(id, SagaCachedState.Done)));
}
