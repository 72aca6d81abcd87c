using Microsoft.Extensions.Logging;

namespace Steno;

/// <summary>The application's logger, whose failures stay its own.</summary>
internal sealed class GuardedLogger(ILogger inner) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return inner.IsEnabled(logLevel);
        }
        catch (Exception)
        {
            // Deliberate: as below.
            return false;
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
            // Deliberate: a line that cannot be written must not stop a saga halfway, or end the process from a pool thread;
            // and there is no better place to say so than the one that just failed.
        }
    }
}
