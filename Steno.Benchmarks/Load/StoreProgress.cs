using Steno.Store;
using Steno.Store.Log;

namespace Steno.Benchmarks.Load;

internal static class StoreProgress
{
    /// <summary>Reads past the public interface: there the log's end is not told.</summary>
    public static LogProgress ReadProgress(this FasterSecStore store)
    {
        StoreState state = store.State;
        lock (state.Gate)
        {
            return new LogProgress(state.DurablePoint.Sequence, state.Layout.SegmentOf(state.DurablePoint.Address), state.Layout.SegmentOf(state.BeginAddress));
        }
    }
}
