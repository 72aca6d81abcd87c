using System.Text;

namespace Steno.Benchmarks.Load;

/// <summary>The records of the load: one saga per caller, each event the same JSON document of about 150 bytes.</summary>
internal static class SagaData
{
    public const string SagaName = "provision-instance";

    /// <summary>The event's payload alone: what our store is given.</summary>
    public static readonly byte[] Output = """{"instance_id":81724,"ip":"10.42.7.19","volume":"vol-5512"}"""u8.ToArray();

    public static readonly byte[] Dag = """{"nodes":[],"edges":[]}"""u8.ToArray();

    /// <summary>The whole event as JSON text: what the peers are given.</summary>
    public static readonly byte[] Document = Encoding.UTF8.GetBytes(
        $$$"""{"saga_id":"{{{IdOf(1)}}}","node_id":3,"event_type":{"succeeded":{{{Encoding.UTF8.GetString(Output)}}}}}""");

    /// <summary>Ids are spread like random ones, and the same in every run.</summary>
    public static Guid IdOf(int caller)
    {
        ulong mixed = (ulong)(caller + 1) * 0x9E3779B97F4A7C15;
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, mixed);
        BitConverter.TryWriteBytes(bytes[8..], ~mixed * 0xBF58476D1CE4E5B9);
        return new Guid(bytes);
    }
}
