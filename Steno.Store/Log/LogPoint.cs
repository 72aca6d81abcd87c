namespace Steno.Store.Log;

/// <summary>A place between two batches.</summary>
/// <param name="Address">Where the next batch begins.</param>
/// <param name="Sequence">The next batch's sequence number.</param>
/// <param name="Generation">The generation of the batch before; zero at the very beginning.</param>
internal readonly record struct LogPoint(long Address, long Sequence, long Generation);
