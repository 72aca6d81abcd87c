namespace Steno;

/// <summary>The base of every error that the executor reports.</summary>
public abstract class SagaException : Exception
{
    private protected SagaException(string message, Exception? cause = null) : base(message, cause) { }
}
