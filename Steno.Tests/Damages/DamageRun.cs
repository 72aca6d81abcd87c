using System.Collections.Concurrent;
using Steno.Store;
using Steno.Store.Log;
using Steno.Tests.Simulation;

namespace Steno.Tests.Damages;

/// <summary>Does damages to a store, one at a time, and judges what is said about each of them. Counts.</summary>
internal sealed class DamageRun(DamagedStore store, string testName)
{
    private const int EveryNthForWriting = 40;

    private readonly ConcurrentQueue<string> _wrong = new();
    private readonly ConcurrentDictionary<string, int> _outcomes = new();
    private readonly LoadedSnapshot _snapshot = LoadedSnapshot.TryLoad(store.Disk, store.Superblock, out _) ?? throw new InvalidOperationException("The store has no snapshot.");
    private int _count;
    private int _recordDamages;
    private int _exactSagas;

    internal int Count => _count;

    /// <summary>How many hit records, and for how many of those exactly the sagas of the damaged batches were named.</summary>
    internal (int Damages, int Exact) Sagas => (_recordDamages, _exactSagas);

    internal async Task Try(IEnumerable<Damage> damages)
    {
        if (Environment.GetEnvironmentVariable("STENO_CASE") is { Length: > 0 } replayed)
        {
            damages = [Damage.Parse(replayed)];
        }
        await Parallel.ForEachAsync(damages, async (damage, _) =>
        {
            try
            {
                await Try(damage);
            }
            catch (Exception violation)
            {
                _wrong.Enqueue($"{damage}: {violation.Message}\n  Replay: STENO_CASE={damage} dotnet test -c Release --filter {testName}");
            }
        });
        Assert.True(_wrong.IsEmpty, $"{_wrong.Count} of {_count} damages:\n{string.Join('\n', _wrong.Take(20))}");
    }

    public override string ToString()
        => $"{_count:N0} damages ({string.Join(", ", _outcomes.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value:N0}"))}); of {_recordDamages:N0} to records, {_exactSagas:N0} named exactly the sagas hit";

    private async Task Try(Damage damage)
    {
        SimDisk disk = store.Disk.Clone();
        damage.Apply(disk);
        bool changesNothing = disk.Fingerprint() == store.Disk.Fingerprint();
        int number = Interlocked.Increment(ref _count);
        (DamageOutcome outcome, IReadOnlyList<StoreDamage> damages) = await store.Judge(disk, opensForWriting: number % EveryNthForWriting == 0);
        MappedFrame[] frames = [.. damage.Offsets.SelectMany(offset => store.FramesIn(damage.File, offset, damage.UnitBytes)).Distinct()];
        if (changesNothing)
        {
            Assert.Equal(DamageOutcome.Harmless, outcome);
            return;
        }
        string place = frames.Length > 0 ? "log" : damage.File.StartsWith("segment-", StringComparison.Ordinal) ? "unused" : DamagedStore.IsArchive(damage.File) ? "archive" : damage.File;
        _outcomes.AddOrUpdate($"{place} {outcome}", 1, static (_, count) => count + 1);
        switch (place)
        {
            case "unused":
            case SuperblockFile.Name: // the other slot serves
                Assert.Equal(DamageOutcome.Harmless, outcome);
                break;
            case LoadedSnapshot.FileName:
                Assert.Equal(DamageOutcome.Reported, outcome);
                break;
            case "archive":
                // Every byte of it is under a checksum, and each is read by whoever reads all sagas.
                Assert.Equal(DamageOutcome.Refused, outcome);
                Assert.Contains(damages, said => said.File.EndsWith(damage.File, StringComparison.Ordinal) && said.OffsetBytes < damage.Offsets.Max() + damage.UnitBytes);
                break;
            default:
                JudgeLog(damage, frames, outcome, damages);
                break;
        }
    }

    private void JudgeLog(Damage damage, MappedFrame[] frames, DamageOutcome outcome, IReadOnlyList<StoreDamage> damages)
    {
        MappedFrame[] records = [.. frames.Where(frame => frame.Kind == BatchKind.Records)];
        if (records.Length == 0)
        {
            return; // damage to marks, seals and openings loses nothing: that the records are there or the store is refused was judged already
        }
        Assert.True(outcome != DamageOutcome.Harmless, "damage to records was not noticed");
        // An open reads from the snapshot on; what lies before it is met by whoever reads it.
        bool isAfterSnapshot = records.Any(frame => frame.Address >= _snapshot.Start.Address);
        Assert.True(!isAfterSnapshot || outcome == DamageOutcome.Refused, "damage behind the snapshot was not refused");
        Assert.Contains(damages, said => said.File.EndsWith(damage.File, StringComparison.Ordinal) && frames.Any(frame => frame.Offset == said.OffsetBytes || frame.BatchStart % SegmentBytes == said.OffsetBytes));
        var hit = records.SelectMany(frame => frame.Sagas).ToHashSet();
        Interlocked.Increment(ref _recordDamages);
        if (hit.SetEquals(damages.SelectMany(said => said.Sagas)))
        {
            Interlocked.Increment(ref _exactSagas);
        }
    }

    private long SegmentBytes => store.Superblock.Layout.SegmentSizeBytes;
}
