using Steno.Json;

namespace Steno.Benchmarks.Json;

/// <summary>A user's object of about 1 KiB: twelve members, two lists, a union, three strings of which one has escapes.</summary>
[JsonObject]
public sealed partial record Order(
    Guid Id,
    string Customer,
    string Note,
    string City,
    long Number,
    int Priority,
    bool IsPaid,
    double Weight,
    DateTimeOffset Placed,
    Payment Payment,
    List<OrderLine> Lines,
    List<long> Shipments);

/// <summary>One line of an order.</summary>
[JsonObject]
public sealed partial record OrderLine(int Position, string Article, long PriceCents, int Count);

/// <summary>How an order is paid.</summary>
[JsonUnion(CaseNaming = JsonNaming.SnakeCase)]
public abstract partial record Payment
{
    /// <summary>By card.</summary>
    /// <param name="Holder">Whose.</param>
    /// <param name="LastDigits">Its last digits.</param>
    public sealed partial record Card(string Holder, int LastDigits) : Payment;

    /// <summary>By invoice.</summary>
    /// <param name="DueDays">When.</param>
    public sealed partial record Invoice(int DueDays) : Payment;
}
