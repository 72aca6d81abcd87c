namespace Steno.Cli.Demo.Provision;

/// <summary>What the demo's actions share: where they say what they do, and how long they pretend to work.</summary>
internal sealed class ProvisionContext(TextWriter log, TimeSpan delay)
{
    // Actions run in parallel, and the writer of a test is not made for that.
    private readonly TextWriter _log = TextWriter.Synchronized(log);

    public void Say(string line) => _log.WriteLine(line);

    public async ValueTask WorkAsync(string verb, ActionContext<ProvisionContext> context)
    {
        Say($"{verb} {context.NodeLabel}");
        if (delay > TimeSpan.Zero)
        {
            await Task.Delay(delay, context.Cancellation);
        }
    }
}
