using System.CommandLine;
using System.Globalization;
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

    public static Option<bool> Live() => new("--live") { Description = "Leave archived sagas out." };

    public static FasterSecStore OpenReadOnly(string directory)
        => FasterSecStore.Open(new FasterSecStoreOptions { Directory = directory, ReadOnly = true });

    /// <summary>An option for an age: a number and a unit, such as 90s, 15m, 36h, 7d.</summary>
    public static Option<TimeSpan?> Age(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "90s|15m|36h|7d",
        CustomParser = static result =>
        {
            string text = result.Tokens[0].Value;
            if (TryParseAge(text, out TimeSpan age))
            {
                return age;
            }
            result.AddError($"'{text}' is not an age: a number and s, m, h or d is expected, such as 7d.");
            return null;
        },
    };

    /// <summary>Opens a store for writing that must be there: these commands never make one.</summary>
    public static FasterSecStore OpenExisting(string directory)
    {
        if (!Directory.Exists(directory) || !Directory.EnumerateFileSystemEntries(directory).Any())
        {
            throw new UserErrorException($"There is no store at {directory}.");
        }
        return FasterSecStore.Open(new FasterSecStoreOptions { Directory = directory });
    }

    public static SagaCachedState ParseState(string text)
        => SagaCachedStateNames.TryParse(text, out SagaCachedState state) ? state : throw new UserErrorException($"'{text}' is not a state.", ExitCode.Usage);

    public static SagaId ParseId(string text)
        => SagaId.TryParse(text, null, out SagaId id) ? id : throw new UserErrorException($"'{text}' is not a saga id: a UUID is expected.", ExitCode.Usage);

    private static bool TryParseAge(string text, out TimeSpan age)
    {
        age = default;
        double unitSeconds = text.Length == 0 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, _ => 0 };
        if (unitSeconds == 0 || !uint.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out uint count))
        {
            return false;
        }
        age = TimeSpan.FromSeconds(count * unitSeconds);
        return true;
    }
}
