namespace Steno.Tests.Simulation;

/// <summary>What a simulated disk was asked to do; each kind can be made to fail.</summary>
[Flags]
internal enum DiskOperationKind
{
    Open = 1,
    Read = 2,
    Write = 4,
    Sync = 8,
    SyncDirectory = 16,
    Rename = 32,
    Delete = 64,
    CreateDirectory = 128,
    Lock = 256,
    List = 512,
    /// <summary>Opening with <c>DiskFileMode.Create</c>.</summary>
    Create = 1024,
    /// <summary>All that change the disk.</summary>
    Changes = Create | Write | Sync | SyncDirectory | Rename | Delete | CreateDirectory,
}

/// <summary>One call, as recorded: enough to do it again on another disk.</summary>
/// <param name="Kind">What was asked.</param>
/// <param name="Name">The file's name at the time of the call (the old name of a rename).</param>
/// <param name="FileNumber">Which file, in order of creation; names can be reused.</param>
/// <param name="OffsetBytes">Where, for a write.</param>
/// <param name="Data">What, for a write; null when not recorded.</param>
/// <param name="IsSynced">Whether a write is durable on return.</param>
/// <param name="Target">The new name of a rename.</param>
internal sealed record DiskOperation(DiskOperationKind Kind, string Name, int FileNumber = -1, long OffsetBytes = 0, byte[]? Data = null, bool IsSynced = false, string Target = "")
{
    public override string ToString() => $"{Kind} {Name}{(Target.Length > 0 ? " -> " + Target : "")}{(Data is null ? "" : $" @{OffsetBytes}+{Data.Length}")}";
}
