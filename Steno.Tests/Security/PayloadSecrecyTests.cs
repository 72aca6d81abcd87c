using System.Text;
using Steno.Json;
using Steno.Store;
using Steno.Store.Log;
using Steno.Tests.Cli;
using Steno.Tests.Coordinator;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;

namespace Steno.Tests.Security;

/// <summary>
/// Payloads carry a marker through every error that can be reached, and it turns up in no exception and no log line: not
/// in a message, not in an inner exception, not in a value handed to the logger.
/// </summary>
public sealed class PayloadSecrecyTests
{
    private const string Marker = "Sesame7Q";
    private static readonly RawJson s_secret = RawJson.Parse($"{{\"a\":\"{Marker}\",\"b\":[\"{Marker}\"]}}");
    private readonly CapturedLog _log = new();
    private readonly List<Exception> _errors = [];

    [Fact]
    public async Task Store_InEveryRefusal_KeepsPayloadsToItself()
    {
        var disk = new SimDisk();
        FasterSecStoreOptions options = Lives.Options with { LoggerFactory = _log, PayloadLimitBytes = 2048 };
        FasterSecStore store = FasterSecStore.Open(options, disk);
        SagaCreateParams create = Sample.Create(Sample.Id(1)) with { Dag = s_secret };
        SagaNodeEvent nodeEvent = Sample.Event(Sample.Id(1), 1, SagaNodeEventType.Succeeded(s_secret));
        await store.CreateSagaAsync(create).Ends();
        await store.RecordEventAsync(nodeEvent).Ends();
        await store.RecordEventAsync(Sample.Event(Sample.Id(1), 2, SagaNodeEventType.Failed(new ActionError.ActionFailed(s_secret)))).Ends();
        await store.RecordNoteAsync(new SagaNote(Sample.Id(1), Marker)).Ends();

        await RefusesAsync<SagaExistsException>(() => store.CreateSagaAsync(create));
        await RefusesAsync<UnknownSagaException>(() => store.RecordEventAsync(nodeEvent with { SagaId = Sample.Id(2) }));
        RawJson large = RawJson.Parse($"\"{Marker}{new string('x', 3000)}\"");
        await RefusesAsync<PayloadTooLargeException>(() => store.RecordEventAsync(nodeEvent with { EventType = SagaNodeEventType.Succeeded(large) }));
        await RefusesAsync<PayloadTooLargeException>(() => store.CreateSagaAsync(create with { Id = Sample.Id(3), Dag = large }));
        await store.UpdateSagaAsync(Sample.Id(1), SagaCachedState.Done).Ends();
        await RefusesAsync<SagaDoneException>(() => store.RecordEventAsync(nodeEvent));
        await RefusesAsync<InvalidStateChangeException>(() => store.UpdateSagaAsync(Sample.Id(1), SagaCachedState.Running));
        disk.SpaceLimitBytes = disk.UsedBytes;
        await RefusesAsync<StoreFullException>(async () =>
        {
            for (int number = 10; number < 200; number++)
            {
                await store.CreateSagaAsync(create with { Id = Sample.Id(number), Dag = RawJson.Parse($"\"{Marker}{new string('x', 1500)}\"") });
            }
        });
        // A reader of its own: the owner serves what is new from memory.
        FasterSecStore reader = FasterSecStore.Open(options with { ReadOnly = true }, disk);
        disk.Fail(DiskOperationKind.Read, 1, SimDisk.EIO, isSticky: true);
        await RefusesAsync<StoreIOException>(async () => await reader.ReadEventsAsync(Sample.Id(1)));
        await RefusesAsync<StoreReadOnlyException>(() => reader.RecordEventAsync(nodeEvent));
        disk.ClearFaults();
        disk.Fail(DiskOperationKind.Write, 1, SimDisk.EIO, isSticky: true);
        await RefusesAsync<StorePoisonedException>(() => store.RecordNoteAsync(new SagaNote(Sample.Id(1), Marker)));
        await Eventually.Outcome(store.DisposeAsync);
        await RefusesAsync<SecStoreException>(() => store.RecordNoteAsync(new SagaNote(Sample.Id(1), Marker)));
        disk.ClearFaults();
        RequireSecrecy(expectedErrors: 10);
    }

    [Fact]
    public async Task Store_WithDamageInAnyByteOfAPayload_KeepsPayloadsToItself()
    {
        List<SagaRecord[]> calls =
        [
            [SagaRecord.Create(Sample.Create(Sample.Id(1)) with { Dag = s_secret })],
            [SagaRecord.Event(Sample.Event(Sample.Id(1), 1, SagaNodeEventType.Failed(new ActionError.ActionFailed(s_secret))))],
        ];
        SimDisk sound = await Lives.Sealed(calls);
        byte[] original = sound.ReadAll(SegmentFiles.Name(0));
        int used = original.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        for (int at = 0; at < used; at += 7)
        {
            byte[] damaged = [.. original];
            damaged[at] ^= 0x10;
            SimDisk disk = sound.Clone();
            disk.Put(SegmentFiles.Name(0), damaged);
            Exception? error = await Record.ExceptionAsync(() => Lives.Text(disk, Lives.Options with { LoggerFactory = _log }));
            _errors.Add(Assert.IsType<StoreCorruptedException>(error));
            foreach (StoreDamage damage in FasterSecStore.Verify(Lives.Options with { LoggerFactory = _log }, disk).Damages)
            {
                Assert.DoesNotContain(Marker, damage.ToString(), StringComparison.Ordinal);
            }
        }
        RequireSecrecy(expectedErrors: 50);
    }

    [Fact]
    public void Json_CutOrChangedAtAnyByte_IsRefusedWithoutItsText()
    {
        byte[] line = Encoding.UTF8.GetBytes($$$$$$"""{"event":{"saga_id":"{{{{{{Sample.Id(1)}}}}}}","node_id":1,"event_type":{"failed":{"action_failed":{"source_error":["{{{{{{Marker}}}}}}",{"k":"{{{{{{Marker}}}}}}"},1]}}}}}""");
        for (int at = 0; at < line.Length; at++)
        {
            byte[] changed = [.. line];
            foreach (byte value in "\"{}[],:x\0\x00ff\n9"u8)
            {
                changed[at] = value;
                Read(changed);
            }
            Read(line[..at]);
            Read([.. line[..at], .. line[(at + 1)..]]);
        }
        RequireSecrecy(expectedErrors: 500);

        void Read(byte[] text)
        {
            Exception? error = Record.Exception(() => StenoJson.Deserialize<SagaRecord>(text));
            if (error is not null)
            {
                _errors.Add(Assert.IsType<StenoJsonException>(error));
            }
        }
    }

    /// <summary>A member's name is shown, because without it nobody finds the place; but one line of it, and not more than a look.</summary>
    [Fact]
    public void Json_WithAGiantOrBrokenName_IsRefusedInOneShortLine()
    {
        string names = $"\"{new string('n', 100_000)}\":{{\"{new string('m', 100_000)}\":{{\"\\u000aforged line\":[1,";
        var error = Assert.Throws<StenoJsonException>(() => RawJson.Parse($"{{{names}"));
        Assert.InRange(error.Message.Length, 1, 1000);
        Assert.DoesNotContain('\n', error.Message);
        var raw = Assert.Throws<StenoJsonException>(() => RawJson.Parse(Encoding.UTF8.GetBytes("{\"a\u0085b\u009bc\":x}")));
        Assert.DoesNotContain(raw.Message, char.IsControl);
    }

    [Theory]
    [InlineData("""{"event":{"saga_id":"no-uuid Sesame7Q","node_id":1,"event_type":"started"}}""")]
    [InlineData("""{"event":{"saga_id":"00000000-0000-4000-8000-000000000001","node_id":1,"event_type":{"succeeded":"Sesame7Q"}}}""")]
    [InlineData("""{"event":{"saga_id":"00000000-0000-4000-8000-000000000001","node_id":1,"event_type":"Sesame7Q"}}""")]
    [InlineData("""{"create":{"id":"00000000-0000-4000-8000-000000000001","name":"n","dag":{"x":"Sesame7Q"},"state":"Sesame7Q"}}""")]
    [InlineData("Sesame7Q")]
    public async Task Import_OfALineThatIsRefused_DoesNotRepeatIt(string line)
    {
        using var directory = new Disk.TemporaryDirectory();
        CliRun run = await CliRun.RunAsync(line + "\n", ["store", "import", "--store", directory["store"]]);
        Assert.NotEqual(0, run.ExitCode);
        Assert.StartsWith("steno: line 1: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Marker, run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Coordinator_WithActionsThatThrowFailAndMisread_LogsNoPayload()
    {
        var world = new TestWorld();
        world.Do["a"] = _ => ValueTask.FromResult(ActionResult.Succeeded(s_secret));
        world.Do["reads"] = context => ValueTask.FromResult(ActionResult.Succeeded(context.Output<int>("a")));
        world.Do["throws"] = _ => throw new InvalidOperationException(Marker);
        world.Do["fails"] = _ => ValueTask.FromResult(ActionResult.Failed(new ActionError.ActionFailed(s_secret)));
        world.Undo["jams"] = _ => throw new InvalidOperationException(Marker);
        var options = new SagaCoordinatorOptions { LoggerFactory = _log };
        foreach (string stages in (string[])["a b", "a reads", "a throws", "a fails", "a jams throws", "a jams fails"])
        {
            await using var memory = new InMemorySecStore();
            SagaDag dag = TestSaga.Of(stages, s_secret);
            await using SagaCoordinator<TestWorld> coordinator = new(memory, TestWorld.Actions, world, options);
            SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), dag).Ends();
            await saga.Completion.Ends();
        }

        // A store that fails under it, and a log that cannot be recovered.
        var disk = new SimDisk();
        FasterSecStore store = FasterSecStore.Open(Lives.Options with { LoggerFactory = _log }, disk);
        await store.CreateSagaAsync(Sample.Create(Sample.Id(1)) with { Dag = s_secret }).Ends();
        await store.CreateSagaAsync(Sample.Create(Sample.Id(2)) with { Dag = TestSaga.Of("a").ToJson() }).Ends();
        await store.RecordEventAsync(Sample.Event(Sample.Id(2), 900, SagaNodeEventType.Succeeded(s_secret))).Ends();
        await using (SagaCoordinator<TestWorld> coordinator = new(store, TestWorld.Actions, world, options))
        {
            RecoveryReport report = await coordinator.RecoverAsync(store).Ends();
            Assert.Equal(2, report.Count(RecoveryOutcome.Corrupt));
            _errors.AddRange(report.Sagas.Select(saga => saga.Problem!));
            world.Do["a"] = _ =>
            {
                disk.Fail(DiskOperationKind.Write, 1, SimDisk.EIO, isSticky: true);
                return ValueTask.FromResult(ActionResult.Succeeded(s_secret));
            };
            SagaHandle saga = await coordinator.CreateAndStartSagaAsync(SagaId.New(), TestSaga.Of("a b")).Ends();
            _errors.Add(await Assert.ThrowsAsync<SagaSuspendedException>(() => saga.Completion.Ends()));
        }
        await Eventually.Outcome(store.DisposeAsync);
        Assert.Contains(_log.Lines, line => line.StartsWith("106 ", StringComparison.Ordinal));
        Assert.Contains(_log.Lines, line => line.StartsWith("110 ", StringComparison.Ordinal));
        RequireSecrecy(expectedErrors: 3);
    }

    private async Task RefusesAsync<T>(Func<ValueTask> call) where T : Exception
        => _errors.Add(Assert.IsType<T>(await Eventually.Outcome(call), exactMatch: typeof(T).IsSealed));

    private void RequireSecrecy(int expectedErrors)
    {
        Assert.True(_errors.Count >= expectedErrors, $"Only {_errors.Count} errors were reached.");
        Assert.All(_errors, error => Assert.DoesNotContain(Marker, error.ToString(), StringComparison.Ordinal));
        Assert.All(_log.Lines, line => Assert.DoesNotContain(Marker, line, StringComparison.Ordinal));
    }
}
