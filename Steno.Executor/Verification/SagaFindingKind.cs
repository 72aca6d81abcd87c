using Steno.Json;

namespace Steno;

/// <summary>What a <see cref="SagaVerifier{TContext}"/> found wrong.</summary>
[JsonEnum(Naming = JsonNaming.SnakeCase)]
public enum SagaFindingKind : byte
{
    /// <summary>The saga does not even succeed undisturbed; nothing else was tried.</summary>
    DoesNotSucceed,
    /// <summary>A node's action, called twice in a row, fails, or leaves the world otherwise than called once.</summary>
    ActionNotIdempotent,
    /// <summary>A node's undo, called twice in a row, fails, or leaves the world otherwise than it was before the saga.</summary>
    UndoNotIdempotent,
    /// <summary>After a failure and complete unwinding the world is not as it was before the saga.</summary>
    WorldNotClean,
    /// <summary>An undo failed, so that the saga is stuck.</summary>
    UndoFailed,
    /// <summary>After a crash and recovery the saga or the world ended otherwise than without.</summary>
    CrashChangesEnd,
}
