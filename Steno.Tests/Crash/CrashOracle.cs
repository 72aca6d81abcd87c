using System.Text;
using Steno.Json;
using Steno.Store;

namespace Steno.Tests.Crash;

/// <summary>
/// What a store must and may hold after a kill. One import applies its lines in order, so what it left is a prefix of
/// what was sent: at least the acknowledged lines, at most those sent. Earlier lives' records stay as they were found.
/// </summary>
internal sealed class CrashOracle
{
    /// <summary>Per saga every line that is known to be in the store, in order.</summary>
    private readonly Dictionary<SagaId, List<string>> _known = [];

    public long AcknowledgedLines { get; private set; }

    public async Task CheckAsync(FasterSecStore store, IReadOnlyList<SourceLine> sent, int acknowledged, string replay)
    {
        Dictionary<SagaId, List<string>> found = await ReadAllAsync(store);
        long knownBefore = _known.Values.Sum(lines => lines.Count);
        long total = found.Values.Sum(lines => lines.Count);
        long kept = total - knownBefore;
        Assert.True(kept >= acknowledged, $"{acknowledged} lines were acknowledged, {kept} are there. {replay}");
        Assert.True(kept <= sent.Count, $"{sent.Count} lines were sent, {kept} are there. {replay}");
        for (int i = 0; i < kept; i++)
        {
            if (!_known.TryGetValue(sent[i].SagaId, out List<string>? lines))
            {
                _known[sent[i].SagaId] = lines = [];
            }
            lines.Add(sent[i].Text);
        }
        AcknowledgedLines += acknowledged;
        Assert.True(_known.Count == found.Count, $"{_known.Count} sagas expected, {found.Count} found. {replay}");
        foreach ((SagaId id, List<string> lines) in _known)
        {
            Assert.True(found.TryGetValue(id, out List<string>? there) && lines.SequenceEqual(there), $"Saga {id} differs. {replay}");
        }
    }

    private static async Task<Dictionary<SagaId, List<string>>> ReadAllAsync(FasterSecStore store)
    {
        var found = new Dictionary<SagaId, List<string>>();
        foreach (SagaInfo info in await store.ListSagasAsync(new SagaQuery()))
        {
            SagaCreateParams create = (await store.GetCreateParamsAsync(info.Id))!.Value;
            List<string> lines = [Encoding.UTF8.GetString(StenoJson.Serialize(SagaRecord.Create(create)))];
            foreach (SagaNodeEvent nodeEvent in await store.ReadEventsAsync(info.Id))
            {
                lines.Add(Encoding.UTF8.GetString(StenoJson.Serialize(SagaRecord.Event(nodeEvent))));
            }
            found[info.Id] = lines;
        }
        return found;
    }
}
