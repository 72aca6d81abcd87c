// The two ways of reading against each other, and both against System.Text.Json.
// What the fast path accepts the slow path must accept as the same value; what System.Text.Json does not take for JSON,
// neither may take. The seed is fixed and part of every message, so a failure replays by running the test again.

using System.Globalization;
using System.Text;
using System.Text.Json;
using Steno.Json;

namespace Steno.Tests.Json;

public class EventReadFuzzTests
{
    private const int Seed = 20_240_601;
    private const int Cases = 20_000;

    private static readonly string[] Payloads =
    [
        "null", "true", "0", "-0", "1.5e3", "1e308", "1e309", "\"a\"", "\"\\u00e9\\n\"", "\"\\ud83d\\ude00\"", "\"\\ud800\"", "\"ä😀\"",
        "{}", "[]", "[1,2,[3]]", "{\"b\":1,\"a\":2,\"b\":3}", "{\"x\":{\"y\":[{}]}}", "\"\\\"\\\\\"", "18446744073709551616",
    ];

    private static readonly string[] EventTypes =
    [
        "\"started\"", "\"undo_started\"", "\"undo_finished\"", "{\"started\":null}", "\"st\\u0061rted\"", "{\"succeeded\":@}",
        "{\"failed\":{\"ActionFailed\":{\"source_error\":@}}}", "{\"failed\":\"InjectedError\"}", "{\"failed\":{\"ActionFailed\":[@]}}",
        "{\"failed\":{\"DeserializeFailed\":{\"message\":\"m\\\"\"}}}", "{\"failed\":{\"SubsagaCreateFailed\":{\"message\":\"m\",\"more\":@}}}",
        "{\"undo_failed\":{\"PermanentFailure\":{\"source_error\":@}}}", "\"succeeded\"", "{\"succeeded\":@,\"started\":null}", "[\"started\"]",
    ];

    [Fact]
    public void MutatedEvents_ReadBothWays_AreAcceptedAlike()
    {
        Random random = new(Seed);
        int fastCount = 0;
        int slowCount = 0;
        for (int i = 0; i < Cases; i++)
        {
            byte[] text = Mutate(random, Encoding.UTF8.GetBytes(Event(random)));
            string where = string.Create(CultureInfo.InvariantCulture, $"seed {Seed}, case {i}: {Encoding.UTF8.GetString(text)}");
            bool isFast = StenoJson.TryDeserializeExpected<SagaNodeEvent, SagaNodeEvent>(text, out SagaNodeEvent fast);
            bool isSlow = TryReadAnyForm(text, out SagaNodeEvent slow);
            Assert.True(isSlow || !isFast, where);
            Assert.True(isSlow ? !isFast || fast == slow : true, where);
            if (isSlow)
            {
                Assert.True(IsJson(text), where);
                byte[] written = StenoJson.Serialize(slow);
                Assert.True(StenoJson.TryDeserializeExpected<SagaNodeEvent, SagaNodeEvent>(written, out SagaNodeEvent again), where);
                Assert.True(again == slow, where);
            }
            fastCount += isFast ? 1 : 0;
            slowCount += isSlow ? 1 : 0;
        }
        // The mix must reach both paths and both answers, or the comparison says nothing.
        Assert.InRange(fastCount, Cases / 50, Cases / 2);
        Assert.InRange(slowCount, fastCount + (Cases / 20), Cases * 9 / 10);
    }

    [Fact]
    public void MutatedPayloads_Validated_AreAcceptedLikeSystemTextJsonWithOurLimits()
    {
        Random random = new(Seed + 1);
        for (int i = 0; i < Cases; i++)
        {
            byte[] text = Mutate(random, Encoding.UTF8.GetBytes(Payloads[random.Next(Payloads.Length)]));
            string where = string.Create(CultureInfo.InvariantCulture, $"seed {Seed + 1}, case {i}: {Encoding.UTF8.GetString(text)}");
            bool isAccepted = RawJson.TryParse(text, out RawJson value);
            Assert.True(isAccepted == (System.Text.Unicode.Utf8.IsValid(text) && IsJson(text) && IsWithinLimits(text)), where);
            if (isAccepted)
            {
                Assert.Equal(value, RawJson.Parse(text));
            }
            else
            {
                Assert.Throws<StenoJsonException>(() => RawJson.Parse(text));
            }
        }
    }

    private static string Event(Random random)
    {
        string payload = Payloads[random.Next(Payloads.Length)];
        List<string> members =
        [
            "\"saga_id\":\"049b2522-308d-442e-bc65-9bfaef863597\"",
            $"\"node_id\":{random.Next(3) switch { 0 => "0", 1 => "4294967295", _ => random.Next().ToString(CultureInfo.InvariantCulture) }}",
            "\"event_type\":" + EventTypes[random.Next(EventTypes.Length)].Replace("@", payload, StringComparison.Ordinal),
        ];
        if (random.Next(4) == 0)
        {
            members.Insert(random.Next(4), "\"unknown\":" + payload);
        }
        if (random.Next(8) == 0)
        {
            members.Add(members[random.Next(members.Count)]);
        }
        if (random.Next(3) == 0)
        {
            members = [.. members.OrderBy(_ => random.Next())];
        }
        string space = random.Next(6) == 0 ? " \n" : "";
        return random.Next(10) == 0
            ? $"[{string.Join("," + space, members.Select(member => member[(member.IndexOf(':') + 1)..]))}]"
            : $"{space}{{{string.Join("," + space, members)}}}{space}";
    }

    private static byte[] Mutate(Random random, byte[] text)
    {
        for (int left = random.Next(3); left > 0 && text.Length > 0; left--)
        {
            int at = random.Next(text.Length);
            switch (random.Next(4))
            {
                case 0:
                    text[at] = (byte)random.Next(256);
                    break;
                case 1:
                    text[at] = "{}[]\",:\\0e.- \t"u8[random.Next(14)];
                    break;
                case 2:
                    text = [.. text[..at], .. text[(at + 1)..]];
                    break;
                default:
                    text = [.. text[..at], text[random.Next(text.Length)], .. text[at..]];
                    break;
            }
        }
        return text;
    }

    private static bool TryReadAnyForm(byte[] text, out SagaNodeEvent value)
    {
        try
        {
            value = StenoJson.DeserializeAnyForm<SagaNodeEvent, SagaNodeEvent>(text);
            return true;
        }
        catch (StenoJsonException)
        {
            value = default;
            return false;
        }
    }

    private static bool IsJson(byte[] text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 1000 });
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsWithinLimits(byte[] text)
    {
        Utf8JsonReader reader = new(text, new JsonReaderOptions { MaxDepth = 127 });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                {
                    reader.GetString();
                }
                else if (reader.TokenType == JsonTokenType.Number && !double.IsFinite(double.Parse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture)))
                {
                    return false;
                }
            }
            return true;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
