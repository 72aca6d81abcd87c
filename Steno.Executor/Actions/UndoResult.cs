namespace Steno;

/// <summary>How an undo action ended. The default value is success.</summary>
public readonly record struct UndoResult
{
    private UndoResult(UndoActionError error) => Error = error;

    /// <summary>Why the undo failed, which leaves the saga stuck; null when it succeeded.</summary>
    public UndoActionError? Error { get; }

    /// <summary>The node was undone.</summary>
    public static UndoResult Success => default;

    /// <summary>The undo failed for good and the saga is stuck.</summary>
    /// <param name="error">Why.</param>
    public static UndoResult Failed(UndoActionError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new(error);
    }

    /// <summary>The undo failed for good and the saga is stuck.</summary>
    /// <param name="error">Why.</param>
    public static implicit operator UndoResult(UndoActionError error) => Failed(error);
}
