namespace Steno;

/// <summary>How far a machine has come.</summary>
internal enum SagaEnd : byte
{
    /// <summary>Not at its end.</summary>
    None,
    /// <summary>The end node succeeded.</summary>
    Succeeded,
    /// <summary>A node failed and everything was undone.</summary>
    Failed,
    /// <summary>An undo failed, and nothing is in flight any more.</summary>
    Stuck,
}
