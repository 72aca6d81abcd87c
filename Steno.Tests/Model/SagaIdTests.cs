using System.Text;
using Steno.Json;

namespace Steno.Tests.Model;

public class SagaIdTests
{
    private const string Text = "049b2522-308d-442e-bc65-9bfaef863597";

    [Theory]
    [InlineData(Text)]
    [InlineData("049B2522-308D-442E-BC65-9BFAEF863597")]
    [InlineData("049b2522308d442ebc659bfaef863597")]
    [InlineData("{049b2522-308d-442e-bc65-9bfaef863597}")]
    [InlineData("urn:uuid:049b2522-308d-442e-bc65-9BFAEF863597")]
    public void EveryForm_Parsed_IsTheSameIdInLowerCase(string form)
    {
        Assert.Equal(Text, SagaId.Parse(form).ToString());
        Assert.Equal(Text, SagaId.Parse(Encoding.UTF8.GetBytes(form)).ToString());
        Assert.Equal(SagaId.Parse(Text), StenoJson.Deserialize<SagaId>(Encoding.UTF8.GetBytes($"\"{form}\"")));
        Assert.Equal($"\"{Text}\"", Encoding.UTF8.GetString(StenoJson.Serialize(SagaId.Parse(form))));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" 049b2522-308d-442e-bc65-9bfaef863597")]
    [InlineData("049b2522-308d-442e-bc65-9bfaef86359")]
    [InlineData("049b2522-308d-442e-bc65-9bfaef86359g")]
    [InlineData("+49b2522-308d-442e-bc65-9bfaef863597")]
    [InlineData("0x9b2522-308d-442e-bc65-9bfaef863597")]
    [InlineData("{049b2522308d442ebc659bfaef863597}")]
    [InlineData("(049b2522-308d-442e-bc65-9bfaef863597)")]
    [InlineData("URN:UUID:049b2522-308d-442e-bc65-9bfaef863597")]
    [InlineData("049b2522_308d_442e_bc65_9bfaef863597")]
    [InlineData("049b2522-308d-442e-bc65-9bfaef86359\u0666")]
    public void OtherText_Parsed_IsRefused(string text)
    {
        Assert.False(SagaId.TryParse(text, null, out _));
        Assert.False(SagaId.TryParse(Encoding.UTF8.GetBytes(text), null, out _));
        Assert.Throws<FormatException>(() => SagaId.Parse(text));
    }

    [Fact]
    public void Ids_Ordered_AreInTheOrderOfTheirText()
    {
        Random random = new(7);
        byte[] bytes = new byte[16];
        List<SagaId> ids = [];
        for (int i = 0; i < 500; i++)
        {
            random.NextBytes(bytes);
            ids.Add(new SagaId(new Guid(bytes)));
        }
        Assert.Equal(ids.Select(id => id.ToString()).Order(StringComparer.Ordinal), ids.Order().Select(id => id.ToString()));
    }

    [Fact]
    public void Formatting_IntoTooLittleSpace_GivesFalse()
    {
        Assert.False(SagaId.New().TryFormat(new char[35], out _));
        Assert.False(SagaId.New().TryFormat(new byte[35], out _));
        Assert.False(new SagaName("ä").TryFormat(new byte[1], out _));
        Assert.False(new SagaNodeId(10).TryFormat(new char[1], out _));
    }
}
