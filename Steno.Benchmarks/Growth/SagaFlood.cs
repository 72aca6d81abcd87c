using System.Text;
using Steno.Benchmarks.Load;
using Steno.Store;

namespace Steno.Benchmarks.Growth;

/// <summary>Whole sagas of ten events, created and finished fast: a workload of days in minutes.</summary>
internal static class SagaFlood
{
    public const int EventsPerSaga = 10;

    private static readonly SagaNodeEventType s_succeeded = SagaNodeEventType.Succeeded(RawJson.FromValidated(SagaData.Output));
    private static readonly RawJson s_dag = RawJson.FromValidated(Encoding.UTF8.GetBytes("""{"nodes":[],"edges":[]}"""));

    public static SagaId IdOf(int number) => new(SagaData.IdOf(number));

    /// <summary>Writes sagas, many at a time, each in a few calls as an executor makes them.</summary>
    /// <param name="first">The number of the first one.</param>
    /// <param name="count">How many.</param>
    /// <param name="isDone">Whether a saga ends; the others stay in the middle.</param>
    /// <param name="callsPerSaga">In how many calls: 1 is the fastest.</param>
    public static async Task WriteAsync(ISecStore store, int first, int count, Func<int, bool> isDone, int workers, int callsPerSaga)
    {
        int next = first - 1;
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(async () =>
        {
            var records = new List<SagaRecord>();
            for (int number = Interlocked.Increment(ref next); number < first + count; number = Interlocked.Increment(ref next))
            {
                records.Clear();
                Add(records, number, isDone(number));
                int perCall = (records.Count + callsPerSaga - 1) / callsPerSaga;
                foreach (SagaRecord[] call in records.Chunk(perCall))
                {
                    await store.WriteAsync(call).ConfigureAwait(false);
                }
            }
        }))).ConfigureAwait(false);
    }

    /// <summary>Creates sagas, many to a call.</summary>
    public static async Task CreateAsync(ISecStore store, int first, int count)
    {
        foreach (int[] numbers in Enumerable.Range(first, count).Chunk(1_000))
        {
            await store.WriteAsync(Array.ConvertAll(numbers, static number => SagaRecord.Create(CreateParams(IdOf(number))))).ConfigureAwait(false);
        }
    }

    private static SagaCreateParams CreateParams(SagaId id) => new(id, new SagaName(SagaData.SagaName), s_dag, SagaCachedState.Running);

    private static void Add(List<SagaRecord> records, int number, bool isDone)
    {
        SagaId id = IdOf(number);
        records.Add(SagaRecord.Create(CreateParams(id)));
        for (uint node = 0; node < EventsPerSaga; node++)
        {
            records.Add(SagaRecord.Event(new SagaNodeEvent(id, new SagaNodeId(node / 2), node % 2 == 0 ? SagaNodeEventType.Started : s_succeeded)));
        }
        if (isDone)
        {
            records.Add(SagaRecord.Update(new SagaUpdate(id, SagaCachedState.Done)));
        }
    }
}
