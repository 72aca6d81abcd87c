namespace Steno.Benchmarks.Sagas;

/// <summary>Ids of sagas: spread like random ones, and the same in every run.</summary>
internal static class SagaIds
{
    public static SagaId Of(int caller, long sequence)
    {
        ulong number = ((ulong)caller << 40) + (ulong)sequence + 1;
        Span<byte> bytes = stackalloc byte[16];
        // Multiplying by an odd number maps different numbers to different halves, so no two ids are the same.
        BitConverter.TryWriteBytes(bytes, number * 0x9E3779B97F4A7C15);
        BitConverter.TryWriteBytes(bytes[8..], (number ^ (number >> 29)) * 0xBF58476D1CE4E5B9);
        return new SagaId(new Guid(bytes));
    }
}
