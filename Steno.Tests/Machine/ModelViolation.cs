namespace Steno.Tests.Machine;

/// <summary>The machine did what no machine may do.</summary>
internal sealed class ModelViolation(string what) : Exception(what);
