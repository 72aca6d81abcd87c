using Steno.Store;
using Steno.Tests.PowerLoss;
using Steno.Tests.Stores;

namespace Steno.Tests.Growth;

/// <summary>Steps that succeed in their order, drawn at random: sagas come, grow, end and go, ids come back, and the log is tidied up now and then.</summary>
internal sealed class Workload
{
    private readonly int _ids;
    private readonly int _largestBytes;
    private readonly bool _archives;
    private readonly bool _archivesBeside;
    private readonly bool _givesUp;
    private readonly HashSet<SagaId> _archived = [];
    private readonly Random _random;
    private readonly Dictionary<SagaId, SagaCachedState> _sagas = [];
    private uint _node;

    /// <param name="seed">What the steps follow from, together with the number of steps before.</param>
    /// <param name="before">Steps that were done already; these go on from there.</param>
    /// <param name="largestBytes">The largest payload; most are much smaller.</param>
    /// <param name="ids">How many sagas there are at most; archived ones are not counted.</param>
    /// <param name="archives">Whether done sagas are archived, too.</param>
    /// <param name="archivesBeside">Whether sagas are archived beside the steps that follow.</param>
    /// <param name="givesUp">Whether compactions are cancelled, too.</param>
    internal Workload(int seed, IReadOnlyCollection<Step>? before = null, int largestBytes = 70_000, int ids = 12, bool archives = false, bool archivesBeside = false, bool givesUp = false)
    {
        (_ids, _archives, _archivesBeside, _givesUp) = (ids, archives, archivesBeside, givesUp);
        _largestBytes = largestBytes;
        _random = new Random(seed + (before?.Count ?? 0));
        _node = (uint)(before?.Count ?? 0) * 100;
        var model = new ModelSecStore();
        foreach (Step step in before ?? [])
        {
            step.Apply(model);
            if (step.Archives)
            {
                _archived.UnionWith(step.Archived ?? Done(model));
            }
        }
        foreach (SagaInfo info in Sagas(model))
        {
            _sagas[info.Id] = info.State;
        }
    }

    internal IEnumerable<Step> Next(int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return Next();
        }
    }

    private static IReadOnlyList<SagaInfo> Sagas(ModelSecStore model) => model.ListSagasAsync(new SagaQuery()).AsTask().GetAwaiter().GetResult();

    private static IEnumerable<SagaId> Done(ModelSecStore model) => Sagas(model).Where(info => info.State == SagaCachedState.Done).Select(info => info.Id);

    /// <summary>One of the sagas; an archived one has a successor in its place.</summary>
    private SagaId Draw()
    {
        int number = _random.Next(_ids);
        while (_archived.Contains(Sample.Id(number)))
        {
            number += _ids;
        }
        return Sample.Id(number);
    }

    private Step Next()
    {
        switch (_random.Next(20))
        {
            case 0:
                return Step.Compact;
            case 1:
                return Step.Snapshot;
            case 2 when _givesUp:
                return Step.CompactAWhile(_random.Next(200));
            case 3 when _archives:
                SagaId[] done = [.. _sagas.Where(saga => saga.Value == SagaCachedState.Done).Select(saga => saga.Key).Where(id => !_archived.Contains(id))];
                _archived.UnionWith(done);
                return _archivesBeside ? Step.ArchiveBeside(done) : Step.ArchiveAll;
        }
        SagaId id = Draw();
        if (!_sagas.TryGetValue(id, out SagaCachedState state))
        {
            _sagas[id] = SagaCachedState.Running;
            return Step.Write(SagaRecord.Create(Sample.Create(id)), SagaRecord.Event(Sample.Started(id, _node++)));
        }
        if (state == SagaCachedState.Done)
        {
            if (_random.Next(3) == 0)
            {
                return Step.Write(SagaRecord.Note(Sample.Note(id, $"note {_node++}")));
            }
            if (_archives && _random.Next(2) == 0)
            {
                _archived.Add(id);
                return _archivesBeside ? Step.ArchiveBeside(id) : Step.Archive(id);
            }
            _sagas.Remove(id);
            return Step.Delete(id);
        }
        switch (_random.Next(8))
        {
            case 0:
                _sagas[id] = SagaCachedState.Done;
                return Step.Write(SagaRecord.Event(Sample.Event(id, _node++, Sample.AllEventTypes[^1])), SagaRecord.Update(new SagaUpdate(id, SagaCachedState.Done)));
            case 1:
                _sagas[id] = SagaCachedState.Done;
                return Step.Write(SagaRecord.Update(new SagaUpdate(id, SagaCachedState.Done)));
            case 2:
                _sagas[id] = SagaCachedState.Unwinding;
                return Step.Write(SagaRecord.Update(new SagaUpdate(id, SagaCachedState.Unwinding)));
            case 3:
                return Step.Write(SagaRecord.Event(Sample.Event(id, _node++, SagaNodeEventType.Succeeded(Sample.JsonOfLength(_random.Next(2, _largestBytes))))));
            default:
                return Step.Write(SagaRecord.Event(Sample.Event(id, _node++, SagaNodeEventType.Succeeded(Sample.JsonOfLength(_random.Next(2, Math.Min(4_000, _largestBytes)))))));
        }
    }
}
