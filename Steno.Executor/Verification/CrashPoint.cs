namespace Steno;

/// <summary>Where a run is cut off: at a write, which is lost or kept; nothing is carried out after it either way.</summary>
/// <param name="Write">The number of the write, from 0.</param>
/// <param name="IsKept">Whether the write is on stable storage when the process dies.</param>
internal readonly record struct CrashPoint(int Write, bool IsKept);

/// <summary>The process died here, as far as its coordinator can tell.</summary>
internal sealed class SimulatedCrashException() : Exception("Simulated crash.");
