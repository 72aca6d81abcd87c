using System.Runtime.CompilerServices;
using System.Text;

namespace Steno.Benchmarks.Json;

/// <summary>Names of an enum's values and back, generated code beside the framework's.</summary>
internal static class EnumRace
{
    public const int Count = 1_024;

    private static readonly SagaNodeEventKind[] s_values = [.. Enumerable.Range(0, Count).Select(i => (SagaNodeEventKind)(i * 7 % 6))];
    private static readonly string[] s_ourNames = [.. s_values.Select(value => new string(value.ToName()))];
    private static readonly byte[][] s_utf8Names = [.. s_ourNames.Select(Encoding.UTF8.GetBytes)];
    private static readonly string[] s_theirNames = [.. s_values.Select(value => new string(value.ToString()))];
    private static int s_sink;

    public static void NamesOurs()
    {
        int sum = 0;
        foreach (SagaNodeEventKind value in s_values)
        {
            sum += value.ToName().Length;
        }
        Keep(sum);
    }

    public static void NamesTheirs()
    {
        int sum = 0;
        foreach (SagaNodeEventKind value in s_values)
        {
            sum += value.ToString().Length;
        }
        Keep(sum);
    }

    public static void ParseOurs()
    {
        int sum = 0;
        foreach (string name in s_ourNames)
        {
            sum += SagaNodeEventKindNames.TryParse(name, out SagaNodeEventKind value) ? (int)value : 100;
        }
        Keep(sum);
    }

    public static void ParseUtf8Ours()
    {
        int sum = 0;
        foreach (byte[] name in s_utf8Names)
        {
            sum += SagaNodeEventKindNames.TryParse(name.AsSpan(), out SagaNodeEventKind value) ? (int)value : 100;
        }
        Keep(sum);
    }

    public static void ParseTheirs()
    {
        int sum = 0;
        foreach (string name in s_theirNames)
        {
            sum += Enum.TryParse(name, out SagaNodeEventKind value) ? (int)value : 100;
        }
        Keep(sum);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Keep(int sum) => s_sink = sum;
}
