using Steno.Store;

namespace Steno.Tests.Stores;

/// <summary>What every <see cref="ISecStore"/> does that keeps its sagas: typed errors, order, all or none, reads.</summary>
public abstract class KeepingSecStoreConformance : SecStoreConformance
{
    private static readonly SagaId s_first = Sample.Id(1);
    private static readonly SagaId s_second = Sample.Id(2);

    [Fact]
    public async Task EveryCall_WithACancelledToken_WritesNothing()
    {
        await using var scope = new Scope(NewStore());
        var cancelled = new CancellationToken(canceled: true);
        await Eventually.Outcome(() => scope.Store.CreateSagaAsync(Sample.Create(s_first), cancelled));
        Assert.Null(await scope.Reader.GetSagaAsync(s_first).Ends());
        await scope.Store.CreateSagaAsync(Sample.Create(s_first)).Ends();
        string before = await StoreText.Of(scope.Reader);
        await Eventually.Outcome(() => scope.Store.RecordEventAsync(Sample.Started(s_first), cancelled));
        await Eventually.Outcome(() => scope.Store.UpdateSagaAsync(s_first, SagaCachedState.Done, cancelled));
        await Eventually.Outcome(() => scope.Store.RecordNoteAsync(Sample.Note(s_first), cancelled));
        await Eventually.Outcome(() => scope.Store.WriteAsync(new[] { SagaRecord.Event(Sample.Started(s_first)) }, cancelled));
        Assert.Equal(before, await StoreText.Of(scope.Reader));
    }

    [Fact]
    public async Task Create_OfASagaThatExists_IsRefusedAndChangesNothing()
    {
        await using var scope = new Scope(NewStore());
        await scope.Store.CreateSagaAsync(Sample.Create(s_first)).Ends();
        await AssertRefused<SagaExistsException>(scope, () => scope.Store.CreateSagaAsync(Sample.Create(s_first, "[]")), error => error.SagaId);
    }

    [Fact]
    public async Task EventUpdateOrNote_OfAnUnknownSaga_IsRefused()
    {
        await using var scope = new Scope(NewStore());
        await scope.Store.CreateSagaAsync(Sample.Create(s_second)).Ends();
        await AssertRefused<UnknownSagaException>(scope, () => scope.Store.RecordEventAsync(Sample.Started(s_first)), error => error.SagaId);
        await AssertRefused<UnknownSagaException>(scope, () => scope.Store.UpdateSagaAsync(s_first, SagaCachedState.Done), error => error.SagaId);
        await AssertRefused<UnknownSagaException>(scope, () => scope.Store.RecordNoteAsync(Sample.Note(s_first)), error => error.SagaId);
    }

    [Fact]
    public async Task Event_OfADoneSaga_IsRefused()
    {
        await using var scope = new Scope(NewStore());
        await scope.Store.CreateSagaAsync(Sample.Create(s_first)).Ends();
        await scope.Store.UpdateSagaAsync(s_first, SagaCachedState.Done).Ends();
        await AssertRefused<SagaDoneException>(scope, () => scope.Store.RecordEventAsync(Sample.Started(s_first)), error => error.SagaId);
        await scope.Store.CreateSagaAsync(Sample.Create(s_second, state: SagaCachedState.Done)).Ends();
        await AssertRefused<SagaDoneException>(scope, () => scope.Store.RecordEventAsync(Sample.Started(s_second)), error => error.SagaId, s_second);
    }

    [Theory]
    [InlineData(SagaCachedState.Running, SagaCachedState.Running)]
    [InlineData(SagaCachedState.Running, SagaCachedState.Unwinding)]
    [InlineData(SagaCachedState.Running, SagaCachedState.Done)]
    [InlineData(SagaCachedState.Unwinding, SagaCachedState.Running)]
    [InlineData(SagaCachedState.Unwinding, SagaCachedState.Unwinding)]
    [InlineData(SagaCachedState.Unwinding, SagaCachedState.Done)]
    [InlineData(SagaCachedState.Done, SagaCachedState.Running)]
    [InlineData(SagaCachedState.Done, SagaCachedState.Unwinding)]
    [InlineData(SagaCachedState.Done, SagaCachedState.Done)]
    public async Task Update_FromAnyStateToAnyState_GoesForwardOrStaysOrIsRefused(SagaCachedState from, SagaCachedState to)
    {
        await using var scope = new Scope(NewStore());
        await scope.Store.CreateSagaAsync(Sample.Create(s_first, state: from)).Ends();
        if (to < from)
        {
            await AssertRefused<InvalidStateChangeException>(scope, () => scope.Store.UpdateSagaAsync(s_first, to), error => error.SagaId);
            return;
        }
        await scope.Store.UpdateSagaAsync(s_first, to).Ends();
        SagaInfo info = (await scope.Reader.GetSagaAsync(s_first).Ends())!;
        Assert.Equal((to, to != from), (info.State, info.HasUpdate));
    }

    [Fact]
    public async Task Update_ThroughAllStates_KeepsTheLast_AndTheSameAgainChangesNothing()
    {
        await using var scope = new Scope(NewStore());
        await scope.Store.CreateSagaAsync(Sample.Create(s_first)).Ends();
        await scope.Store.UpdateSagaAsync(s_first, SagaCachedState.Unwinding).Ends();
        await scope.Store.RecordEventAsync(Sample.Event(s_first, 3, SagaNodeEventType.UndoStarted)).Ends();
        await scope.Store.UpdateSagaAsync(s_first, SagaCachedState.Done).Ends();
        string before = await StoreText.Of(scope.Reader);
        await scope.Store.UpdateSagaAsync(s_first, SagaCachedState.Done).Ends();
        Assert.Equal(before, await StoreText.Of(scope.Reader));
        await AssertRefused<InvalidStateChangeException>(scope, () => scope.Store.UpdateSagaAsync(s_first, SagaCachedState.Unwinding), error => error.SagaId);
    }

    [Fact]
    public async Task WriteAsync_WithOneInvalidRecord_WritesNone()
    {
        await using var scope = new Scope(NewStore());
        await scope.Store.CreateSagaAsync(Sample.Create(s_first)).Ends();
        SagaRecord[] good = [SagaRecord.Event(Sample.Started(s_first)), SagaRecord.Create(Sample.Create(s_second))];
        await AssertRefused<UnknownSagaException>(scope, () => scope.Store.WriteAsync((SagaRecord[])[.. good, SagaRecord.Event(Sample.Started(Sample.Id(3)))]), error => error.SagaId, Sample.Id(3));
        await AssertRefused<SagaExistsException>(scope, () => scope.Store.WriteAsync((SagaRecord[])[.. good, SagaRecord.Create(Sample.Create(s_second))]), error => error.SagaId, s_second);
        await AssertRefused<SagaDoneException>(scope, () => scope.Store.WriteAsync((SagaRecord[])[.. good, SagaRecord.Update(new(s_first, SagaCachedState.Done)), SagaRecord.Event(Sample.Started(s_first))]), error => error.SagaId);
        await AssertRefused<InvalidStateChangeException>(scope, () => scope.Store.WriteAsync((SagaRecord[])[.. good, SagaRecord.Update(new(s_first, SagaCachedState.Done)), SagaRecord.Update(new(s_first, SagaCachedState.Running))]), error => error.SagaId);
        // What was refused left no trace in the checks either.
        await scope.Store.WriteAsync(good).Ends();
        await scope.Store.RecordEventAsync(Sample.Started(s_first, 1)).Ends();
        Assert.Equal(2, (await scope.Reader.GetSagaAsync(s_first).Ends())!.EventCount);
    }

    [Fact]
    public async Task WriteAsync_WithAWholeLife_AppliesEachAfterTheOther()
    {
        await using var scope = new Scope(NewStore());
        await scope.Store.WriteAsync(new[]
        {
            SagaRecord.Create(Sample.Create(s_first)),
            SagaRecord.Event(Sample.Started(s_first)),
            SagaRecord.Event(Sample.Event(s_first, 0, SagaNodeEventType.Succeeded(Sample.Json("7")))),
            SagaRecord.Update(new SagaUpdate(s_first, SagaCachedState.Done)),
        }).Ends();
        SagaInfo info = (await scope.Reader.GetSagaAsync(s_first).Ends())!;
        Assert.Equal((SagaCachedState.Done, true, 2), (info.State, info.HasUpdate, info.EventCount));
    }

    [Fact]
    public async Task Events_OfEveryKind_AreReadInOrderByteForByte()
    {
        await using var scope = new Scope(NewStore());
        await scope.Store.CreateSagaAsync(Sample.Create(s_first)).Ends();
        await scope.Store.CreateSagaAsync(Sample.Create(s_second)).Ends();
        var expected = new List<string>();
        for (uint round = 0; round < 3; round++)
        {
            foreach (SagaNodeEventType type in Sample.AllEventTypes)
            {
                SagaNodeEvent nodeEvent = Sample.Event(s_first, uint.MaxValue - round, type);
                expected.Add(Sample.Text(nodeEvent));
                await scope.Store.RecordEventAsync(nodeEvent).Ends();
                await scope.Store.RecordEventAsync(Sample.Started(s_second)).Ends();
            }
        }
        Assert.Equal(expected, (await scope.Reader.ReadEventsAsync(s_first).Ends()).Select(Sample.Text));
        Assert.Equal(expected.Count, (await scope.Reader.GetSagaAsync(s_second).Ends())!.EventCount);
    }

    [Theory]
    [InlineData(SagaCachedState.Running)]
    [InlineData(SagaCachedState.Unwinding)]
    [InlineData(SagaCachedState.Done)]
    public async Task Note_InAnyState_IsKeptAndChangesNothingElse(SagaCachedState state)
    {
        await using var scope = new Scope(NewStore());
        await scope.Store.CreateSagaAsync(Sample.Create(s_first, state: state)).Ends();
        Assert.Empty(await scope.Reader.ReadNotesAsync(s_first).Ends());
        await scope.Store.RecordNoteAsync(Sample.Note(s_first)).Ends();
        Assert.Equal(["abandoned"], await scope.Reader.ReadNotesAsync(s_first).Ends());
        Assert.Empty(await scope.Reader.ReadEventsAsync(s_first).Ends());
        SagaInfo info = (await scope.Reader.GetSagaAsync(s_first).Ends())!;
        Assert.Equal((state, false, false, 0), (info.State, info.HasUpdate, info.IsStuck, info.EventCount));
        // The checks of later calls know the state that the note left alone, too.
        Exception? outcome = await Eventually.Outcome(() => scope.Store.RecordEventAsync(Sample.Started(s_first)));
        Assert.Equal(state == SagaCachedState.Done, outcome is SagaDoneException);
        Assert.Equal(state == SagaCachedState.Done, outcome is not null);
    }

    [Fact]
    public async Task Notes_BetweenOtherRecords_AreReadInOrderCharacterForCharacter()
    {
        await using var scope = new Scope(NewStore());
        await scope.Store.CreateSagaAsync(Sample.Create(s_first)).Ends();
        await scope.Store.CreateSagaAsync(Sample.Create(s_second)).Ends();
        string[] texts = ["first", "", "first", "é \U0001F600\0\r\n\"\\", new('x', 5000)];
        for (int number = 0; number < texts.Length; number++)
        {
            await scope.Store.RecordNoteAsync(new SagaNote(s_first, texts[number])).Ends();
            await scope.Store.RecordEventAsync(Sample.Started(s_first, (uint)number)).Ends();
            await scope.Store.RecordNoteAsync(new SagaNote(s_second, "another saga's")).Ends();
        }
        Assert.Equal(texts, await scope.Reader.ReadNotesAsync(s_first).Ends());
        Assert.Equal(Enumerable.Range(0, texts.Length), (await scope.Reader.ReadEventsAsync(s_first).Ends()).Select(e => (int)e.NodeId.Value));
        Assert.Equal(texts.Length, (await scope.Reader.ReadNotesAsync(s_second).Ends()).Count);
        Assert.Empty(await scope.Reader.ReadEventsAsync(s_second).Ends());
    }

    [Fact]
    public async Task WriteAsync_WithANoteAndTheUpdateToDone_WritesBothOrNone()
    {
        await using var scope = new Scope(NewStore());
        await scope.Store.CreateSagaAsync(Sample.Create(s_first, state: SagaCachedState.Unwinding)).Ends();
        SagaRecord note = SagaRecord.Note(Sample.Note(s_first));
        SagaRecord done = SagaRecord.Update(new SagaUpdate(s_first, SagaCachedState.Done));
        await AssertRefused<InvalidStateChangeException>(scope, () => scope.Store.WriteAsync(new[] { note, SagaRecord.Update(new SagaUpdate(s_first, SagaCachedState.Running)) }), error => error.SagaId);
        await AssertRefused<UnknownSagaException>(scope, () => scope.Store.WriteAsync(new[] { note, done, SagaRecord.Note(Sample.Note(s_second)) }), error => error.SagaId, s_second);
        await AssertRefused<UnknownSagaException>(scope, () => scope.Store.WriteAsync(new[] { SagaRecord.Note(Sample.Note(s_second)), SagaRecord.Create(Sample.Create(s_second)) }), error => error.SagaId, s_second);
        await scope.Store.WriteAsync(new[] { note, done }).Ends();
        Assert.Equal(["abandoned"], await scope.Reader.ReadNotesAsync(s_first).Ends());
        Assert.Equal(SagaCachedState.Done, (await scope.Reader.GetSagaAsync(s_first).Ends())!.State);
        // The update has nothing to write any more; the note is written every time.
        await scope.Store.WriteAsync(new[] { note, done }).Ends();
        Assert.Equal(["abandoned", "abandoned"], await scope.Reader.ReadNotesAsync(s_first).Ends());
    }

    [Fact]
    public async Task WriteAsync_WithACreateAndItsNote_SeesTheSagaInTheSameCall()
    {
        await using var scope = new Scope(NewStore());
        await scope.Store.WriteAsync(new[] { SagaRecord.Create(Sample.Create(s_first)), SagaRecord.Note(Sample.Note(s_first)) }).Ends();
        Assert.Equal(["abandoned"], await scope.Reader.ReadNotesAsync(s_first).Ends());
    }

    [Fact]
    public async Task CreateParams_AreReadAsCreated_WhateverWasUpdated()
    {
        await using var scope = new Scope(NewStore());
        var create = new SagaCreateParams(s_first, new SagaName("näme \n\"x\""), Sample.Json(" {\"a\" : [ ] } "), SagaCachedState.Unwinding);
        await scope.Store.CreateSagaAsync(create).Ends();
        await scope.Store.UpdateSagaAsync(s_first, SagaCachedState.Done).Ends();
        Assert.Equal(Sample.Text(create), Sample.Text((await scope.Reader.GetCreateParamsAsync(s_first).Ends())!.Value));
        await scope.Store.CreateSagaAsync(new SagaCreateParams(s_second, new SagaName(""), default, SagaCachedState.Running)).Ends();
        Assert.Equal("null", Sample.Text((await scope.Reader.GetCreateParamsAsync(s_second).Ends())!.Value.Dag));
    }

    [Fact]
    public async Task Reads_OfAnUnknownSaga_SayThatThereIsNone()
    {
        await using var scope = new Scope(NewStore());
        Assert.Null(await scope.Reader.GetSagaAsync(s_first).Ends());
        Assert.Null(await scope.Reader.GetCreateParamsAsync(s_first).Ends());
        await Assert.ThrowsAsync<UnknownSagaException>(async () => await scope.Reader.ReadEventsAsync(s_first).Ends());
        await Assert.ThrowsAsync<UnknownSagaException>(async () => await scope.Reader.ReadNotesAsync(s_first).Ends());
        Assert.Empty(await scope.Reader.ListSagasAsync(new SagaQuery()).Ends());
    }

    [Fact]
    public async Task Lists_ByStateMarkerLimitAndStuck_AreOrderedById()
    {
        await using var scope = new Scope(NewStore());
        int[] order = [5, 3, 9, 1, 7, 2, 8, 4, 6, 0];
        foreach (int number in order)
        {
            await scope.Store.CreateSagaAsync(Sample.Create(Sample.Id(number), state: (SagaCachedState)(number % 3))).Ends();
            if (number is 3 or 6)
            {
                await scope.Store.RecordEventAsync(Sample.Event(Sample.Id(number), 1, Sample.AllEventTypes[^1])).Ends();
                await scope.Store.UpdateSagaAsync(Sample.Id(number), SagaCachedState.Done).Ends();
            }
        }
        async Task<int[]> List(SagaQuery query)
            => [.. (await scope.Reader.ListSagasAsync(query).Ends()).Select(info => Enumerable.Range(0, 10).Single(number => Sample.Id(number) == info.Id))];

        Assert.Equal<int>((int[])[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], await List(new SagaQuery()));
        Assert.Equal<int>((int[])[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], await List(new SagaQuery { States = [] }));
        Assert.Equal<int>((int[])[0, 9], await List(new SagaQuery { States = [SagaCachedState.Running] }));
        Assert.Equal<int>((int[])[0, 1, 4, 7, 9], await List(new SagaQuery { States = [SagaCachedState.Unwinding, SagaCachedState.Running] }));
        Assert.Equal<int>((int[])[3, 6], await List(new SagaQuery { OnlyStuck = true }));
        Assert.Equal<int>((int[])[4, 5, 6], await List(new SagaQuery { After = Sample.Id(3), Limit = 3 }));
        Assert.Equal<int>((int[])[5, 6], await List(new SagaQuery { After = Sample.Id(3), Limit = 2, States = [SagaCachedState.Done] }));
        Assert.Equal<int>((int[])[], await List(new SagaQuery { After = Sample.Id(9) }));
        Assert.Equal<int>((int[])[], await List(new SagaQuery { OnlyStuck = true, States = [SagaCachedState.Running] }));

        var unfinished = new List<SagaId>();
        await foreach (SagaInfo info in scope.Reader.ReadUnfinishedAsync())
        {
            unfinished.Add(info.Id);
        }
        Assert.Equal([Sample.Id(0), Sample.Id(1), Sample.Id(4), Sample.Id(7), Sample.Id(9)], unfinished);
    }

    [Fact]
    public async Task Reads_RightAfterAnAcknowledgement_SeeTheWrite()
    {
        await using var scope = new Scope(NewStore());
        await scope.Store.CreateSagaAsync(Sample.Create(s_first)).Ends();
        for (int count = 1; count <= 100; count++)
        {
            await scope.Store.RecordEventAsync(Sample.Started(s_first, (uint)count)).Ends();
            Assert.Equal(count, (await scope.Reader.ReadEventsAsync(s_first).Ends()).Count);
        }
    }

    [Fact]
    public async Task Writers_ToDifferentSagas_EachKeepTheirOrder()
    {
        await using var scope = new Scope(NewStore());
        await Task.WhenAll(Enumerable.Range(0, 32).Select(number => Task.Run(async () =>
        {
            SagaId id = Sample.Id(number);
            await scope.Store.CreateSagaAsync(Sample.Create(id));
            for (uint node = 0; node < 20; node++)
            {
                await scope.Store.RecordEventAsync(Sample.Started(id, node));
            }
            await scope.Store.UpdateSagaAsync(id, SagaCachedState.Done);
        }))).Ends();
        for (int number = 0; number < 32; number++)
        {
            IReadOnlyList<SagaNodeEvent> events = await scope.Reader.ReadEventsAsync(Sample.Id(number)).Ends();
            Assert.Equal(Enumerable.Range(0, 20), events.Select(nodeEvent => (int)nodeEvent.NodeId.Value));
        }
        Assert.Equal(32, (await scope.Reader.ListSagasAsync(new SagaQuery { States = [SagaCachedState.Done] }).Ends()).Count);
    }

    [Fact]
    public async Task Writers_ToTheSameSaga_LoseAndRepeatNothing()
    {
        await using var scope = new Scope(NewStore());
        await scope.Store.CreateSagaAsync(Sample.Create(s_first)).Ends();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(async () =>
        {
            for (int i = 0; i < 20; i++)
            {
                await scope.Store.RecordEventAsync(Sample.Started(s_first, (uint)(writer * 1000 + i)));
            }
        }))).Ends();
        IReadOnlyList<SagaNodeEvent> events = await scope.Reader.ReadEventsAsync(s_first).Ends();
        for (int writer = 0; writer < 16; writer++)
        {
            Assert.Equal(Enumerable.Range(writer * 1000, 20), events.Select(e => (int)e.NodeId.Value).Where(node => node / 1000 == writer));
        }
        Assert.Equal(320, events.Count);
    }

    [Fact]
    public async Task Creators_OfTheSameSaga_ExactlyOneWins()
    {
        await using var scope = new Scope(NewStore());
        Exception?[] outcomes = await Task.WhenAll(Enumerable.Range(0, 16)
            .Select(_ => Task.Run(() => Eventually.Outcome(() => scope.Store.CreateSagaAsync(Sample.Create(s_first)))))).Ends();
        Assert.Single(outcomes, outcome => outcome is null);
        Assert.Equal(15, outcomes.OfType<SagaExistsException>().Count());
    }

    [Fact]
    public async Task Calls_NotAwaitedInBetween_KeepTheirOrder()
    {
        await using var scope = new Scope(NewStore());
        var calls = new List<Task> { scope.Store.CreateSagaAsync(Sample.Create(s_first)).AsTask() };
        for (uint node = 0; node < 200; node++)
        {
            calls.Add(scope.Store.RecordEventAsync(Sample.Started(s_first, node)).AsTask());
        }
        calls.Add(scope.Store.UpdateSagaAsync(s_first, SagaCachedState.Done).AsTask());
        await Task.WhenAll(calls).Ends();
        Assert.Equal(Enumerable.Range(0, 200), (await scope.Reader.ReadEventsAsync(s_first).Ends()).Select(e => (int)e.NodeId.Value));
    }

    private static async Task AssertRefused<TError>(Scope scope, Func<ValueTask> call, Func<TError, SagaId> sagaOf, SagaId? saga = null) where TError : SecStoreException
    {
        string before = await StoreText.Of(scope.Reader);
        TError error = Assert.IsType<TError>(await Eventually.Outcome(call));
        Assert.Equal(saga ?? s_first, sagaOf(error));
        Assert.Equal(before, await StoreText.Of(scope.Reader));
    }

    private sealed class Scope(ISecStore store) : IAsyncDisposable
    {
        internal ISecStore Store => store;
        internal ISecStoreReader Reader => (ISecStoreReader)store;

        public async ValueTask DisposeAsync() => await ((IAsyncDisposable)store).DisposeAsync().Ends();
    }
}
