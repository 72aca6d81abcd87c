using System.Text;
using Steno.Json;

namespace Steno.Tests.Json;

/// <summary>What must hold of every codec, in every culture: it writes the expected text, and both ways of reading give the value back.</summary>
internal static class CodecAssert
{
    public static void RoundTrips<T, TCodec>(string text, T value)
        where TCodec : IJsonCodec<T>
        => Cultures.InEach(() =>
        {
            Assert.Equal(text, Encoding.UTF8.GetString(StenoJson.Serialize<T, TCodec>(value)));
            Reads<T, TCodec>(text, value);
            Assert.True(StenoJson.TryDeserializeExpected<T, TCodec>(Encoding.UTF8.GetBytes(text), out T? expected), "Not read in the expected form: " + text);
            Assert.Equal(value, expected);
        });

    public static void Reads<T, TCodec>(string text, T value)
        where TCodec : IJsonCodec<T>
        => Cultures.InEach(() =>
        {
            Assert.Equal(value, StenoJson.Deserialize<T, TCodec>(Encoding.UTF8.GetBytes(text)));
            Assert.Equal(value, StenoJson.DeserializeAnyForm<T, TCodec>(Encoding.UTF8.GetBytes(" \n" + text + " ")));
        });

    public static void Refuses<T, TCodec>(string text, int offsetBytes, string reason)
        where TCodec : IJsonCodec<T>
        => Cultures.InEach(() =>
        {
            StenoJsonException problem = Assert.Throws<StenoJsonException>(() => StenoJson.Deserialize<T, TCodec>(Encoding.UTF8.GetBytes(text)));
            Assert.Equal((offsetBytes, reason), (problem.OffsetBytes, problem.Reason));
        });
}
