using System.Text;
using System.Text.Json;
using Consumer;
using Steno.Json;

// Each value is written, read in the expected form and in another, and must come back; the texts are part of the contract.
Disk disk = new(new(Guid.Empty), "a\"ä", 255, new(1, 20), Kind.NetworkAttached)
{
    Labels = new Dictionary<string, double> { ["b"] = 1.5 },
};
RoundTrip(disk, """{"project":"00000000-0000-0000-0000-000000000000","title":"a\"ä","size_bytes":"ff","from":1,"limit":20,"kind":"network_attached","labels":{"b":1.5}}""");
RoundTrip<State>(new State.Creating(), "\"Creating\"");
RoundTrip<State>(new State.Several([new State.Creating(), new State.Attached(Guid.Empty, 3)]), """{"Several":["Creating",{"on":{"instance":"00000000-0000-0000-0000-000000000000","slot":3}}]}""");
RoundTrip(Answer.None, "\"None\"");
RoundTrip(Answer.Number(-5), "{\"Number\":-5}");
JsonCodecs.Register<Box<Kind>, Box<Kind>>();
RoundTrip(new Box<Kind>(Kind.Unknown), "{\"value\":\"other\"}");
Require(KindNames.TryParse("local"u8, out Kind kind) && kind == Kind.Local, "the name of an enum");
Require(StenoJson.Deserialize<Page>("{\"from\":7}"u8.ToArray()).Limit == 10, "the default of a member");

// And inside System.Text.Json, with a context of the user's.
string theirs = JsonSerializer.Serialize(disk, Context.Default.Disk);
Require(Text(StenoJson.Serialize(JsonSerializer.Deserialize(theirs, Context.Default.Disk)!)) == Text(StenoJson.Serialize(disk)), "a JsonSerializerContext");

try
{
    StenoJson.Deserialize<Page>("{\"from\":1,\"from\":2}"u8.ToArray());
    throw new InvalidOperationException("A duplicate member was accepted.");
}
catch (StenoJsonException problem)
{
    Console.WriteLine($"refused: {problem.Message}");
}
Console.WriteLine("all shapes came back");

static void RoundTrip<T>(T value, string expected)
    where T : IStenoJson<T>
{
    string text = Text(StenoJson.Serialize(value));
    Require(text == expected, $"{text} instead of {expected}");
    Require(Text(StenoJson.Serialize(StenoJson.Deserialize<T>(Encoding.UTF8.GetBytes(text)))) == expected, "read again: " + text);
    Require(Text(StenoJson.Serialize(StenoJson.Deserialize<T>(Encoding.UTF8.GetBytes(" " + text + "\n")))) == expected, "read with white space: " + text);
}

static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8);

static void Require(bool holds, string what)
{
    if (!holds)
    {
        throw new InvalidOperationException("Wrong: " + what);
    }
}
