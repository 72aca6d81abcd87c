namespace Steno.Benchmarks.Load;

/// <summary>How far a store's log has come: how many batches it has, in which segment it ends, and in which it begins.</summary>
internal readonly record struct LogProgress(long Batches, int LastSegment, int FirstSegment);
