namespace Steno.Store;

/// <summary>The base of every error that a store reports.</summary>
public abstract class SecStoreException : Exception
{
    private protected SecStoreException(string message, Exception? cause = null) : base(message, cause) { }
}
