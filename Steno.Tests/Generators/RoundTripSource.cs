namespace Steno.Tests.Generators;

/// <summary>The consumer's side of a shape test: a class Test with what a round trip needs, to which a test adds its Run method.</summary>
internal static class RoundTripSource
{
    public const string Head = """

        public static class Test
        {
            private static string Text(byte[] utf8) => System.Text.Encoding.UTF8.GetString(utf8);

            private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);

            private static T Read<T>(string text) where T : IStenoJson<T> => StenoJson.Deserialize<T>(Utf8(text));

            private static string Write<T>(T value) where T : IStenoJson<T> => Text(StenoJson.Serialize(value));

            private static string Schema<T>() where T : IJsonCodec<T> => Text(T.Schema.ToArray());

            private static string Draft07Schema<T>() where T : IStenoJson<T> => Text(StenoJson.GetSchema<T>(JsonSchemaDraft.Draft07).ToArray());

            private static string Refusal<T>(string text) where T : IStenoJson<T>
            {
                try
                {
                    return "accepted " + Write(Read<T>(text));
                }
                catch (StenoJsonException problem)
                {
                    return problem.Path + " " + problem.Reason;
                }
            }

            // The value's text, after both ways of reading gave the same value back.
            private static string Again<T>(T value) where T : IStenoJson<T> => Check(value, (one, other) => Equals(one, other));

            // The same for types with collections, which are equal when their texts are.
            private static string Same<T>(T value) where T : IStenoJson<T> => Check(value, (one, other) => Write(one) == Write(other));

            private static string Check<T>(T value, Func<T, T, bool> areSame) where T : IStenoJson<T>
            {
                string text = Write(value);
                object?[] expected = [new ReadOnlyMemory<byte>(Utf8(text)), null];
                if (!(bool)Method<T>("TryDeserializeExpected").Invoke(null, expected)! || !areSame(value, (T)expected[1]!))
                {
                    return "not read in the expected form: " + text;
                }
                T anyForm = (T)Method<T>("DeserializeAnyForm").Invoke(null, [new ReadOnlyMemory<byte>(Utf8(" " + text + "\n"))])!;
                return areSame(value, anyForm) ? text : "came back different: " + text;
            }

            private static System.Reflection.MethodInfo Method<T>(string name)
                => typeof(StenoJson).GetMethod(name, System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!.MakeGenericMethod(typeof(T), typeof(T));

        """;

    /// <summary>The types, and a test that returns the texts of the expressions, one a line.</summary>
    public static string Of(string types, params string[] expressions)
        => $"{types}\n{Head}\n    public static string Run() => string.Join(\"\\n\", new string[] {{ {string.Join(", ", expressions)} }});\n}}\n";
}
