using System.Text;
using Steno.Store;

namespace Steno.Tests.Stores;

/// <summary>Everything that a store holds, as one text: two stores hold the same exactly when their texts are equal.</summary>
internal static class StoreText
{
    internal static async Task<string> Of(ISecStoreReader store)
    {
        var text = new StringBuilder();
        foreach (SagaInfo info in await store.ListSagasAsync(new SagaQuery()).Ends())
        {
            text.AppendLine(Sample.Text(info));
            SagaCreateParams? create = await store.GetCreateParamsAsync(info.Id).Ends();
            text.Append("  create ").AppendLine(create is null ? "MISSING" : Sample.Text(create.Value));
            foreach (SagaNodeEvent nodeEvent in await store.ReadEventsAsync(info.Id).Ends())
            {
                text.Append("  event ").AppendLine(Sample.Text(nodeEvent));
            }
            foreach (string note in await store.ReadNotesAsync(info.Id).Ends())
            {
                text.Append("  note ").AppendLine(note);
            }
        }
        return text.ToString();
    }
}
