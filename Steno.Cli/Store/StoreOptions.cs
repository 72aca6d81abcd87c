using System.CommandLine;
using Steno.Store;

namespace Steno.Cli.Store;

/// <summary>The options and arguments that several commands share, and how they become a store.</summary>
internal static class StoreOptions
{
    public static Option<string> Store() => new("--store")
    {
        Description = "The store's directory.",
        HelpName = "DIR",
        Required = true,
    };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON (docs/cli.md lists the members)." };

    public static FasterSecStore OpenReadOnly(string directory)
        => FasterSecStore.Open(new FasterSecStoreOptions { Directory = directory, ReadOnly = true });

    public static SagaId ParseId(string text)
        => SagaId.TryParse(text, null, out SagaId id) ? id : throw new UserErrorException($"'{text}' is not a saga id: a UUID is expected.", ExitCode.Usage);
}
