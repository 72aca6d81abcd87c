using Steno.Json;

namespace Steno;

/// <summary>Why an action failed.</summary>
[JsonUnion]
public abstract partial record ActionError
{
    private protected ActionError() { }

    /// <summary>The action itself reported a failure.</summary>
    public sealed partial record ActionFailed(RawJson SourceError) : ActionError;
    /// <summary>An input of the action could not be read as the type it asked for.</summary>
    public sealed partial record DeserializeFailed(string Message) : ActionError;
    /// <summary>A test injected the failure.</summary>
    public sealed partial record InjectedError : ActionError;
    /// <summary>The action's output could not be written as JSON.</summary>
    public sealed partial record SerializeFailed(string Message) : ActionError;
    /// <summary>A subsaga could not be created.</summary>
    public sealed partial record SubsagaCreateFailed(string Message) : ActionError;
}
