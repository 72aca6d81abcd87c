namespace Steno.Tests.Machine;

/// <summary>What an action node comes to in one run of the model.</summary>
internal enum NodeChoice : byte
{
    /// <summary>The action succeeds, and so does its undo.</summary>
    Ok,
    /// <summary>The action fails with an error.</summary>
    Fails,
    /// <summary>The action throws.</summary>
    Throws,
    /// <summary>The action succeeds and its undo fails.</summary>
    UndoFails,
}
