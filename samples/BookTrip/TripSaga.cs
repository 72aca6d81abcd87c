using Steno;

namespace BookTrip;

/// <summary>Hotel, flight and car at the same time, then the payment for all three.</summary>
public static class TripSaga
{
    public static readonly ActionRegistry<TravelAgency> Actions = new ActionRegistry<TravelAgency>()
        .Register(Bookable("hotel", trip => 120 * trip.Nights))
        .Register(Bookable("flight", _ => 340))
        .Register(Bookable("car", trip => 45 * trip.Nights))
        .Register(SagaAction.Create<TravelAgency, Booking>("payment",
            async context => await context.User.BookAsync("payment", context.SagaId.Value, Total(context), context.Cancellation),
            async context => await context.User.CancelAsync(context.OwnOutput<Booking>())));

    private static readonly Dag Steps = new DagBuilder(new SagaName("book_trip"))
        .AppendParallel(Step("hotel"), Step("flight"), Step("car"))
        .Append(Step("payment"))
        .Build();

    public static SagaDag For(Trip trip) => SagaDag.Create(Steps, trip);

    private static IAction<TravelAgency> Bookable(string what, Func<Trip, int> price) => SagaAction.Create<TravelAgency, Booking>(what,
        async context => await context.User.BookAsync(what, context.SagaId.Value, price(context.Parameters<Trip>()), context.Cancellation),
        async context => await context.User.CancelAsync(context.OwnOutput<Booking>()));

    private static int Total(ActionContext<TravelAgency> context)
        => new[] { "hotel", "flight", "car" }.Sum(node => context.Output<Booking>(node).Euros);

    private static Node Step(string name) => Node.Action(name, name, new ActionName(name));
}
