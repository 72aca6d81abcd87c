using Steno.Json;

namespace Steno;

/// <summary>Why an undo action failed; the saga is stuck then.</summary>
[JsonUnion]
public abstract partial record UndoActionError
{
    private protected UndoActionError() { }

    /// <summary>The undo action gave up for good.</summary>
    public sealed partial record PermanentFailure(RawJson SourceError) : UndoActionError;
}
