namespace Steno.Store.Log;

/// <summary>The kinds of record in the log, with the numbers that the format gives them. The first four are what callers write (<see cref="SagaRecordKind"/>), the others are the store's own.</summary>
internal enum LogRecordKind : byte
{
    Create = 1,
    Event = 2,
    Update = 3,
    Note = 4,
    /// <summary>The saga was dropped: everything of it before this is dead.</summary>
    Drop = 5,
    /// <summary>Ends a rewrite of a whole saga: from here on, its chain is the one that ends here.</summary>
    RewriteEnd = 6,
}
