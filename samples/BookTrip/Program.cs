using BookTrip;
using Steno;
using Steno.Store;

if (args is not ([_] or [_, "--fail", "hotel" or "flight" or "car" or "payment"]))
{
    Console.Error.WriteLine("usage: BookTrip DIR [--fail hotel|flight|car|payment]");
    return 2;
}

await using var store = FasterSecStore.Open(new FasterSecStoreOptions { Directory = args[0] });
await using var coordinator = new SagaCoordinator<TravelAgency>(store, TripSaga.Actions, new TravelAgency(args.ElementAtOrDefault(2)));

// First of all: whatever a crash interrupted goes on where its log ends.
RecoveryReport recovery = await coordinator.RecoverAsync(store);
foreach (RecoveredSaga saga in recovery.Sagas)
{
    Console.WriteLine($"recovered {saga.Id}: {saga.Outcome}");
    if (saga.Handle is { } recovered)
    {
        Print(await recovered.Completion);
    }
}

SagaHandle trip = await coordinator.CreateAndStartSagaAsync(SagaId.New(), TripSaga.For(new Trip("Ada", "Lisbon", 3)));
Print(await trip.Completion);
Console.Write(trip.GetView());
return 0;

static void Print(SagaResult result) => Console.WriteLine(result switch
{
    SagaResult.Succeeded done => $"paid {done.Output<Booking>().Euros} euros",
    SagaResult.Failed failed => $"nothing was booked in the end, because of the {failed.Node}",
    _ => $"someone must look at saga {result.Id}",
});
