namespace Steno.Store;

/// <summary>When a store acknowledges a write.</summary>
public enum Durability
{
    /// <summary>A call completes only after its bytes, and every directory entry needed to find them, are on stable storage.</summary>
    Commit,
    /// <summary>A call completes at once and is committed a few milliseconds later; a crash of the process or machine may lose the last of them, never an earlier one alone.</summary>
    Buffered,
}
