using System.Text;
using Steno.Json;

namespace Steno.Tests.Model;

public class SagaNoteTests
{
    private const string Id = "049b2522-308d-442e-bc65-9bfaef863597";
    private static readonly SagaId s_id = SagaId.Parse(Id);

    [Theory]
    [InlineData("", "")]
    [InlineData("abandoned by ops", "abandoned by ops")]
    [InlineData("é \U0001F600\u2028", "é \U0001F600\u2028")]
    [InlineData("a \"b\"\\\r\n\t\u0001", """a \"b\"\\\r\n\t\u0001""")]
    public void NoteLine_WrittenAndRead_GivesTheSameRecord(string text, string json)
    {
        SagaRecord record = SagaRecord.Note(new SagaNote(s_id, text));
        byte[] line = StenoJson.Serialize(record);
        Assert.Equal($$$"""{"note":{"id":"{{{Id}}}","text":"{{{json}}}"}}""", Encoding.UTF8.GetString(line));
        Assert.True(StenoJson.TryDeserializeExpected<SagaRecord, SagaRecord>(line, out SagaRecord expected));
        Assert.Equal(record, expected);
        Assert.Equal(record, StenoJson.DeserializeAnyForm<SagaRecord, SagaRecord>(line));
        Assert.Equal((SagaRecordKind.Note, s_id, text), (expected.Kind, expected.SagaId, expected.SagaNote.Text));
    }

    [Theory]
    [InlineData($$$"""{"note":{"id":"{{{Id}}}"}}""")]
    [InlineData($$$"""{"note":{"text":"x"}}""")]
    [InlineData($$$"""{"note":{"id":"{{{Id}}}","text":null}}""")]
    [InlineData($$$"""{"note":{"id":"{{{Id}}}","text":7}}""")]
    [InlineData($$$"""{"note":{"id":"{{{Id}}}","text":"x","text":"y"}}""")]
    [InlineData($$$"""{"note":{"id":"{{{Id}}}","text":"\ud800"}}""")]
    [InlineData("\"note\"")]
    public void NoteLine_ThatIsNotANote_IsRefused(string line)
        => Assert.Throws<StenoJsonException>(() => StenoJson.Deserialize<SagaRecord>(Encoding.UTF8.GetBytes(line)));

    [Fact]
    public void Text_WithALoneSurrogate_IsRefused()
    {
        // Not InlineData: an attribute keeps its text as UTF-8 and would replace what is tested here.
        foreach (string text in (string[])["\uD800", "a\uDC00b", "\uDC00\uD800", "\U0001F600\uD83D"])
        {
            Assert.Throws<StenoJsonException>(() => new SagaNote(s_id, text));
            Assert.Throws<StenoJsonException>(() => new SagaNote(s_id, "good") with { Text = text });
        }
    }

    [Fact]
    public void Text_ThatIsNull_IsRefused()
        => Assert.Throws<ArgumentNullException>(() => new SagaNote(s_id, null!));

    [Fact]
    public void DefaultNote_HasAnEmptyText_AndEqualsOneThatWasMadeSo()
    {
        Assert.Equal("", default(SagaNote).Text);
        Assert.Equal(new SagaNote(default, ""), default);
        Assert.Equal(new SagaNote(default, "").GetHashCode(), default(SagaNote).GetHashCode());
        Assert.Equal(SagaRecord.Note(new SagaNote(default, "")), SagaRecord.Note(default));
    }

    [Fact]
    public void NoteRecord_TakenForAnotherKind_IsRefused()
    {
        SagaRecord note = SagaRecord.Note(new SagaNote(s_id, "x"));
        Assert.Throws<InvalidOperationException>(() => note.StateUpdate);
        Assert.Throws<InvalidOperationException>(() => SagaRecord.Update(new SagaUpdate(s_id, SagaCachedState.Done)).SagaNote);
        Assert.NotEqual(note, SagaRecord.Note(new SagaNote(s_id, "y")));
    }
}
