using Steno.Json;

namespace Steno;

/// <summary>What recovery did with one saga.</summary>
[JsonEnum(Naming = JsonNaming.SnakeCase)]
public enum RecoveryOutcome : byte
{
    /// <summary>It goes on where its log ends.</summary>
    Resumed,
    /// <summary>Its log is complete; only its cached state had not been updated, which was done now. Or it ended during the recovery, and has no handle then.</summary>
    AlreadyDone,
    /// <summary>The coordinator held it already: live, lately ended, being read by another recovery, or suspended with an action that still runs (recover again when that has ended).</summary>
    AlreadyLive,
    /// <summary>It needs an action that is not registered here. It stays as it is in the store.</summary>
    Incompatible,
    /// <summary>Its DAG or its log is damaged. It stays as it is in the store.</summary>
    Corrupt,
    /// <summary>The store refused to read or update it. It stays as it is in the store.</summary>
    StoreFailed,
}
