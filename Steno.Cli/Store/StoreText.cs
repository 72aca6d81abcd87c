using System.Globalization;
using System.Text.Json;
using Steno.Store;

namespace Steno.Cli.Store;

/// <summary>How sagas are shown, as text and as JSON.</summary>
internal static class StoreText
{
    /// <summary>ISO 8601, UTC, milliseconds.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Control characters would break the table, or the terminal.</summary>
    public static string OneLine(string text) => string.Create(text.Length, text, static (target, source) =>
    {
        for (int i = 0; i < source.Length; i++)
        {
            target[i] = char.IsControl(source[i]) ? ' ' : source[i];
        }
    });

    public static void WriteSummary(Utf8JsonWriter json, SagaInfo saga)
    {
        json.WriteString("id", saga.Id.ToString());
        json.WriteString("name", saga.Name.Value);
        json.WriteString("state", saga.State.Utf8Name());
        json.WriteBoolean("stuck", saga.IsStuck);
        json.WriteNumber("events", saga.EventCount);
        json.WriteString("last_commit", Time(saga.LastCommitTime));
    }
}
