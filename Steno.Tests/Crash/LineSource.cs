using System.Text;

namespace Steno.Tests.Crash;

/// <summary>One line for import, and what it is: the saga and the event's place in it, or a create (-1).</summary>
internal readonly record struct SourceLine(string Text, SagaId SagaId, int EventIndex);

/// <summary>A seeded, endless mix of creates and events over many sagas; the same seed gives the same lines.</summary>
internal sealed class LineSource(int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<(SagaId Id, int Events)> _sagas = [];

    public SourceLine Next()
    {
        if (_sagas.Count == 0 || _random.Next(8) == 0)
        {
            return Create();
        }
        int chosen = _random.Next(_sagas.Count);
        (SagaId id, int index) = _sagas[chosen];
        _sagas[chosen] = (id, index + 1);
        string filler = new((char)('a' + index % 26), _random.Next(_random.Next(10) == 0 ? 9_000 : 120));
        return new SourceLine(
            $$$$$"""{"event":{"saga_id":"{{{{{id}}}}}","node_id":{{{{{index}}}}},"event_type":{"succeeded":{"n":{{{{{index}}}}},"t":"{{{{{filler}}}}}"}}}}""", id, index);
    }

    private SourceLine Create()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        var id = new SagaId(new Guid(bytes, bigEndian: true));
        _sagas.Add((id, 0));
        return new SourceLine($$$$"""{"create":{"id":"{{{{id}}}}","name":"crash","dag":{"s":{{{{_sagas.Count}}}}},"state":"running"}}""", id, -1);
    }
}
