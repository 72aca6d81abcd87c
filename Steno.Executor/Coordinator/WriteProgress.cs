namespace Steno;

/// <summary>How far a driver's write has come.</summary>
internal enum WriteProgress : byte
{
    /// <summary>The records are durable; the caller is the driver still.</summary>
    Durable,
    /// <summary>The store wrote nothing and the saga can live with that; the caller is the driver still, and decides again.</summary>
    Refused,
    /// <summary>The caller is the driver no more: the work goes on when the store has answered, or the saga is suspended.</summary>
    LetGo,
}
