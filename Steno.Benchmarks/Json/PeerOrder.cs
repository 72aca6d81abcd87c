using System.Text.Json.Serialization;

namespace Steno.Benchmarks.Json;

/// <summary>The same documents as System.Text.Json binds them.</summary>
public sealed record PeerOrder(
    Guid Id,
    string Customer,
    string Note,
    string City,
    long Number,
    int Priority,
    bool IsPaid,
    double Weight,
    DateTimeOffset Placed,
    PeerPayment Payment,
    List<PeerOrderLine> Lines,
    List<long> Shipments);

/// <summary>One line of an order.</summary>
public sealed record PeerOrderLine(int Position, string Article, long PriceCents, int Count);

/// <summary>How an order is paid: the member that is not null.</summary>
public sealed class PeerPayment
{
    /// <summary>By card.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PeerCard? Card { get; set; }

    /// <summary>By invoice.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PeerInvoice? Invoice { get; set; }
}

/// <summary>By card.</summary>
public sealed record PeerCard(string Holder, int LastDigits);

/// <summary>By invoice.</summary>
public sealed record PeerInvoice(int DueDays);
