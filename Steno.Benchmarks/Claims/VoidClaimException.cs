namespace Steno.Benchmarks.Claims;

/// <summary>The rounds say nothing: a side failed, or lost what it had acknowledged.</summary>
internal sealed class VoidClaimException(string reason, Exception? cause = null) : Exception(reason, cause);
