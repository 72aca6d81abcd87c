using Steno.Store;
using Steno.Tests.Simulation;

namespace Steno.Tests.Stores;

/// <summary>Notes in the durable store: over lives, at the limit, and beside what is not committed yet.</summary>
public sealed class NoteTests
{
    private static readonly SagaId s_id = Sample.Id(1);

    [Theory]
    [InlineData(Durability.Commit)]
    [InlineData(Durability.Buffered)]
    public async Task Notes_OverThreeLives_AreReadInOrder(Durability durability)
    {
        FasterSecStoreOptions options = Lives.Options with { Durability = durability };
        var disk = new SimDisk();
        var expected = new List<string>();
        for (int life = 0; life < 3; life++)
        {
            await using (FasterSecStore store = FasterSecStore.Open(options, disk))
            {
                if (life == 0)
                {
                    await store.CreateSagaAsync(Sample.Create(s_id)).Ends();
                }
                await store.RecordNoteAsync(new SagaNote(s_id, $"life {life}")).Ends();
                await store.RecordEventAsync(Sample.Started(s_id, (uint)life)).Ends();
                expected.Add($"life {life}");
                Assert.Equal(expected, await store.ReadNotesAsync(s_id).Ends());
            }
            disk = disk.Crash(Choices.None);
        }
        await using FasterSecStore reader = FasterSecStore.Open(Lives.Options with { ReadOnly = true }, disk);
        Assert.Equal(expected, await reader.ReadNotesAsync(s_id).Ends());
        Assert.Equal(3, (await reader.GetSagaAsync(s_id).Ends())!.EventCount);
        StoreVerification found = FasterSecStore.Verify(Lives.Options, disk);
        Assert.Equal((true, 7L), (found.IsSound, found.RecordCount));
    }

    [Fact]
    public async Task Note_ForADoneSagaOfAnEarlierLife_IsKept()
    {
        SimDisk disk = await Lives.Sealed(Lives.Calls(1, 1));
        await using (FasterSecStore store = FasterSecStore.Open(Lives.Options, disk))
        {
            await store.RecordNoteAsync(new SagaNote(s_id, "looked at again")).Ends();
        }
        await using FasterSecStore reopened = FasterSecStore.Open(Lives.Options, disk.Crash(Choices.None));
        Assert.Equal("looked at again", (await reopened.ReadNotesAsync(s_id).Ends())[^1]);
        Assert.Equal(SagaCachedState.Done, (await reopened.GetSagaAsync(s_id).Ends())!.State);
        Assert.IsType<SagaDoneException>(await Eventually.Outcome(() => reopened.RecordEventAsync(Sample.Started(s_id))));
    }

    [Theory]
    [InlineData(1 << 10)]
    [InlineData(200_000)]
    public async Task Note_AtTheLimitIsKept_AndOneByteMoreWritesNothing(int limitBytes)
    {
        FasterSecStoreOptions options = Lives.Options with { PayloadLimitBytes = limitBytes };
        var disk = new SimDisk();
        // Two bytes of UTF-8 a character: bytes count, not characters.
        string largest = new('é', limitBytes / 2);
        await using (FasterSecStore store = FasterSecStore.Open(options, disk))
        {
            await store.CreateSagaAsync(Sample.Create(s_id)).Ends();
            UInt128 before = disk.Fingerprint();
            var tooLarge = new SagaNote(s_id, largest + "x");
            var error = Assert.IsType<PayloadTooLargeException>(await Eventually.Outcome(() => store.RecordNoteAsync(tooLarge)));
            Assert.Equal((s_id, limitBytes + 1L, (long)limitBytes), (error.SagaId, error.SizeBytes, error.LimitBytes));
            SagaRecord[] abandon = [SagaRecord.Note(tooLarge), SagaRecord.Update(new SagaUpdate(s_id, SagaCachedState.Done))];
            Assert.IsType<PayloadTooLargeException>(await Eventually.Outcome(() => store.WriteAsync(abandon)));
            Assert.Equal(before, disk.Fingerprint());
            Assert.Equal(SagaCachedState.Running, (await store.GetSagaAsync(s_id).Ends())!.State);
            Assert.Empty(await store.ReadNotesAsync(s_id).Ends());
            await store.RecordNoteAsync(new SagaNote(s_id, largest)).Ends();
        }
        await using FasterSecStore reopened = FasterSecStore.Open(options, disk.Crash(Choices.None));
        Assert.Equal([largest], await reopened.ReadNotesAsync(s_id).Ends());
    }

    [Fact]
    public async Task Note_ToAReadOnlyStore_IsRefused()
    {
        SimDisk disk = await Lives.Sealed(Lives.Calls(1, 1));
        await using FasterSecStore store = FasterSecStore.Open(Lives.Options with { ReadOnly = true }, disk);
        Assert.IsType<StoreReadOnlyException>(await Eventually.Outcome(() => store.RecordNoteAsync(Sample.Note(s_id))));
    }

    [Fact]
    public async Task ReadNotes_OfASagaWithoutNotes_ReadsNothingFromDisk()
    {
        var disk = new SimDisk { RecordsData = true };
        List<SagaRecord[]> calls = [.. Lives.Calls(1, 1, payloadBytes: 60_000).Take(3), .. Lives.Calls(2, 2, payloadBytes: 60_000)];
        await using FasterSecStore store = FasterSecStore.Open(Lives.Options, disk);
        await Lives.WriteAll(store, calls);
        disk.Fail(DiskOperationKind.Read, 1, SimDisk.EIO, isSticky: true);
        Assert.IsType<StoreIOException>(await Record.ExceptionAsync(() => store.ReadEventsAsync(s_id).Ends()));
        Assert.Empty(await store.ReadNotesAsync(s_id).Ends());
        disk.ClearFaults();
    }
}
