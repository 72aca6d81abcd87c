// A saga as one JSON object, in the form in which the Rust crate's demo dumps one: {"saga_id", "dag", "events"}, indented by two
// spaces, the DAG with sorted members.

using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Steno.Json;

namespace Steno.Cli.Demo;

/// <summary>A saga that was taken out of a coordinator, to be gone on with in another one.</summary>
[JsonObject]
internal sealed partial record SagaDump(SagaId SagaId, RawJson Dag, RawJson Events)
{
    public static SagaDump Of(SagaView view)
    {
        var events = new MemoryStream();
        events.WriteByte((byte)'[');
        foreach (SagaNodeEvent recorded in view.Log.Events)
        {
            if (events.Length > 1)
            {
                events.WriteByte((byte)',');
            }
            events.Write(StenoJson.Serialize(recorded));
        }
        events.WriteByte((byte)']');
        return new SagaDump(view.Id, view.Dag.ToSortedJson(), RawJson.Parse(events.ToArray()));
    }

    /// <exception cref="StenoJsonException">The text is not a dump.</exception>
    public static SagaDump Parse(ReadOnlyMemory<byte> utf8) => StenoJson.Deserialize<SagaDump>(utf8);

    /// <summary>The events, one by one.</summary>
    /// <exception cref="UserErrorException">They are not an array.</exception>
    /// <exception cref="StenoJsonException">One of them is not an event.</exception>
    public IReadOnlyList<SagaNodeEvent> ReadEvents()
    {
        // The text was validated; only its depth must not stop this reader.
        using JsonDocument array = JsonDocument.Parse(Events.Utf8, new JsonDocumentOptions { MaxDepth = StenoJson.MaxDepth + 1 });
        if (array.RootElement.ValueKind != JsonValueKind.Array)
        {
            throw new UserErrorException("\"events\" is not an array.");
        }
        List<SagaNodeEvent> events = [];
        foreach (JsonElement element in array.RootElement.EnumerateArray())
        {
            events.Add(StenoJson.Deserialize<SagaNodeEvent>(JsonMarshal.GetRawUtf8Value(element).ToArray()));
        }
        return events;
    }

    public byte[] ToIndentedJson() => [.. StenoJson.SerializeIndented(this), (byte)'\n'];
}
