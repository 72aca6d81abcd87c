using Steno.Json;

namespace BookTrip;

/// <summary>What the customer wants. It is stored with the saga.</summary>
[JsonObject]
public sealed partial record Trip(string Customer, string City, int Nights);

/// <summary>What a booking came to. The output of a node, so it is stored too.</summary>
[JsonObject]
public sealed partial record Booking(string Reference, int Euros);
