namespace Steno.Store.Log;

/// <summary>Where the rewrite of a saga stands after a part of it was placed.</summary>
internal enum RewriteProgress
{
    /// <summary>More records have to follow: those that were read, or those that the saga got meanwhile.</summary>
    GoesOn,
    /// <summary>The rewritten chain is the saga's now.</summary>
    HasEnded,
    /// <summary>The saga was dropped, or is about to be: what was placed has no end and is ignored.</summary>
    IsGone,
}
