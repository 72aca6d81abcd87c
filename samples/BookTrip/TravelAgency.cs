namespace BookTrip;

/// <summary>Stands for the services that a real agency would call. Every action and every undo sees it.</summary>
public sealed class TravelAgency(string? failingNode)
{
    // The saga's id makes the reference the same every time: after a crash an action may run again, and must not book twice.
    public async Task<Booking> BookAsync(string what, Guid saga, int euros, CancellationToken cancellation)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(300), cancellation);
        if (what == failingNode)
        {
            throw new InvalidOperationException($"{what}: sold out");
        }
        Console.WriteLine($"booked    {what} for {euros} euros");
        return new Booking($"{what}-{saga.ToString()[..8]}", euros);
    }

    public async Task CancelAsync(Booking booking)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(300));
        Console.WriteLine($"cancelled {booking.Reference}");
    }
}
