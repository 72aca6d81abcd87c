namespace Steno.Tests.Simulation;

/// <summary>The beginning or the end of an operation that changes a disk. Between the two it is in flight, and others may begin and end.</summary>
/// <param name="Number">Which operation, in the order of the beginnings.</param>
/// <param name="Phase">What happened to it.</param>
/// <param name="Operation">The operation; once it is done it names the file that it created.</param>
internal readonly record struct DiskEvent(int Number, DiskPhase Phase, DiskOperation Operation);

/// <summary>What happened to an operation.</summary>
internal enum DiskPhase { Begun, Done, Failed }
