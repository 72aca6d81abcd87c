using Microsoft.Extensions.Logging;

namespace Steno;

/// <summary>How a coordinator runs sagas. Every value is checked when the coordinator is made.</summary>
public sealed record SagaCoordinatorOptions
{
    /// <summary>How many actions and undos may run at once, over all sagas, which take turns; null for no limit.</summary>
    public int? MaxConcurrentActions { get; init; }
    /// <summary>How many sagas that have ended are kept for questions; 0 or more.</summary>
    public int FinishedSagasKept { get; init; } = 1_000;
    /// <summary>How long stopping waits for running actions before it cancels their tokens; also what <see cref="SagaCoordinator{TContext}.DisposeAsync"/> allows. Zero or more.</summary>
    public TimeSpan StopDeadline { get; init; } = TimeSpan.FromSeconds(30);
    /// <summary>How long stopping waits after it has cancelled the tokens of running actions. Zero or more.</summary>
    public TimeSpan CancelGrace { get; init; } = TimeSpan.FromSeconds(5);
    /// <summary>The clock for deadlines.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
    /// <summary>Where the coordinator logs; payloads are never logged.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    internal void Validate()
    {
        if (MaxConcurrentActions is { } limit)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1, nameof(MaxConcurrentActions));
        }
        ArgumentOutOfRangeException.ThrowIfNegative(FinishedSagasKept);
        ArgumentOutOfRangeException.ThrowIfLessThan(StopDeadline, TimeSpan.Zero, nameof(StopDeadline));
        ArgumentOutOfRangeException.ThrowIfLessThan(CancelGrace, TimeSpan.Zero, nameof(CancelGrace));
        ArgumentNullException.ThrowIfNull(TimeProvider);
    }
}
