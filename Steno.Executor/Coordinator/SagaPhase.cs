using Steno.Json;

namespace Steno;

/// <summary>Where a saga stands in this process.</summary>
[JsonEnum(Naming = JsonNaming.SnakeCase)]
public enum SagaPhase : byte
{
    /// <summary>Its record is being created: the store has not answered yet, and it may come to nothing.</summary>
    Creating,
    /// <summary>Created or resumed, and not started.</summary>
    Loaded,
    /// <summary>Running its actions.</summary>
    Running,
    /// <summary>A node failed; what had succeeded is being undone.</summary>
    Unwinding,
    /// <summary>Every action succeeded.</summary>
    Succeeded,
    /// <summary>An action failed and everything was undone.</summary>
    Failed,
    /// <summary>An undo failed.</summary>
    Stuck,
    /// <summary>Given up by someone, with a reason.</summary>
    Abandoned,
    /// <summary>This process gave up on it, because the store failed or the coordinator stopped; recovery goes on with it.</summary>
    Suspended,
}
