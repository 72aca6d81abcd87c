using Steno.Json;

namespace Steno;

/// <summary>Where a saga stands, as last told to the store: <c>running</c>, <c>unwinding</c> or <c>done</c> on the wire.</summary>
[JsonEnum(Naming = JsonNaming.SnakeCase)]
public enum SagaCachedState : byte
{
    /// <summary>The saga's actions are being run.</summary>
    Running,
    /// <summary>A node failed; completed actions are being undone.</summary>
    Unwinding,
    /// <summary>Nothing is left to do: the saga succeeded, was unwound, or is stuck.</summary>
    Done,
}
