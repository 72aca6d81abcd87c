using Steno.Benchmarks.Growth;
using Steno.Store;

namespace Steno.Benchmarks.Latency;

/// <summary>What is in a store before the load begins: small sagas, which make the index large, and large ones, which make the log so.</summary>
internal readonly record struct StoreFilling(int SmallSagas, int LargeSagas)
{
    public const int LargeSagaBytes = 1 << 20;

    public int SagaCount => SmallSagas + LargeSagas;

    public async Task WriteAsync(ISecStore store)
    {
        await SagaFlood.CreateAsync(store, 0, SmallSagas).ConfigureAwait(false);
        byte[] text = new byte[LargeSagaBytes];
        text.AsSpan().Fill((byte)'x');
        text[0] = text[^1] = (byte)'"';
        RawJson dag = RawJson.FromValidated(text);
        for (int number = SmallSagas; number < SagaCount; number++)
        {
            await store.CreateSagaAsync(new SagaCreateParams(SagaFlood.IdOf(number), new SagaName("large"), dag, SagaCachedState.Running)).ConfigureAwait(false);
        }
    }
}
