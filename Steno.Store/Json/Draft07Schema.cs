// Codecs know one draft. The other one is made of it when somebody asks: so it costs nothing in a program that does not,
// and it covers schemas that are put together when the program runs, and those written by hand.
// Only keywords are translated: a member of the user's that is called "$defs", and values under "default" or "enum", stay.
// What draft-07 has no keyword for stays too, where validators ignore it.

using System.Buffers;
using System.Text.Json;

namespace Steno.Json;

/// <summary>Translates a JSON Schema of draft 2020-12 to draft-07.</summary>
internal static class Draft07Schema
{
    private const int MaxDepth = 1_000;

    /// <param name="schema">A schema of draft 2020-12.</param>
    /// <returns>What allows the same values in draft-07, compact.</returns>
    public static byte[] From(ReadOnlySpan<byte> schema)
    {
        Utf8JsonReader reader = new(schema, new JsonReaderOptions { MaxDepth = MaxDepth });
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter writer = new(output, new JsonWriterOptions { MaxDepth = 2 * MaxDepth, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            WriteSchema(writer, document.RootElement);
        }
        return output.WrittenSpan.ToArray();
    }

    private static void WriteSchema(Utf8JsonWriter writer, JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            schema.WriteTo(writer);
            return;
        }
        bool isTuple = schema.TryGetProperty("prefixItems"u8, out _);
        // A reference is all that draft-07 sees of the schema that it stands in, so one with company gets a schema of its own.
        bool hasCompany = schema.TryGetProperty("$ref"u8, out JsonElement reference) && schema.GetPropertyCount() > 1;
        bool hasAllOf = schema.TryGetProperty("allOf"u8, out _);
        writer.WriteStartObject();
        foreach (JsonProperty keyword in schema.EnumerateObject())
        {
            if (keyword.NameEquals("$ref"u8) && hasCompany)
            {
                if (!hasAllOf)
                {
                    writer.WriteStartArray("allOf"u8);
                    WriteReferenceSchema(writer, reference);
                    writer.WriteEndArray();
                }
            }
            else if (keyword.NameEquals("allOf"u8) && hasCompany)
            {
                writer.WriteStartArray("allOf"u8);
                WriteReferenceSchema(writer, reference);
                WriteItems(writer, keyword.Value);
                writer.WriteEndArray();
            }
            else
            {
                WriteKeyword(writer, keyword, isTuple);
            }
        }
        writer.WriteEndObject();
    }

    private static void WriteKeyword(Utf8JsonWriter writer, JsonProperty keyword, bool isTuple)
    {
        switch (keyword.Name)
        {
            case "$schema":
                writer.WriteString("$schema"u8, "http://json-schema.org/draft-07/schema#"u8);
                break;
            case "$ref":
                WriteReference(writer, keyword.Value);
                break;
            case "$defs":
                WriteMap(writer, "definitions", keyword.Value);
                break;
            case "properties" or "patternProperties":
                WriteMap(writer, keyword.Name, keyword.Value);
                break;
            case "prefixItems":
                WriteList(writer, "items", keyword.Value);
                break;
            case "items":
                writer.WritePropertyName(isTuple ? "additionalItems" : "items");
                WriteSchema(writer, keyword.Value);
                break;
            case "additionalProperties" or "propertyNames" or "contains" or "not" or "if" or "then" or "else":
                writer.WritePropertyName(keyword.Name);
                WriteSchema(writer, keyword.Value);
                break;
            case "allOf" or "anyOf" or "oneOf":
                WriteList(writer, keyword.Name, keyword.Value);
                break;
            default:
                keyword.WriteTo(writer);
                break;
        }
    }

    private static void WriteMap(Utf8JsonWriter writer, string name, JsonElement schemas)
    {
        writer.WriteStartObject(name);
        foreach (JsonProperty each in schemas.EnumerateObject())
        {
            writer.WritePropertyName(each.Name);
            WriteSchema(writer, each.Value);
        }
        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, string name, JsonElement schemas)
    {
        writer.WriteStartArray(name);
        WriteItems(writer, schemas);
        writer.WriteEndArray();
    }

    private static void WriteItems(Utf8JsonWriter writer, JsonElement schemas)
    {
        foreach (JsonElement each in schemas.EnumerateArray())
        {
            WriteSchema(writer, each);
        }
    }

    private static void WriteReferenceSchema(Utf8JsonWriter writer, JsonElement reference)
    {
        writer.WriteStartObject();
        WriteReference(writer, reference);
        writer.WriteEndObject();
    }

    private static void WriteReference(Utf8JsonWriter writer, JsonElement reference)
    {
        const string Definitions = "#/$defs/";
        string target = reference.GetString()!;
        writer.WriteString("$ref"u8, target.StartsWith(Definitions, StringComparison.Ordinal) ? "#/definitions/" + target[Definitions.Length..] : target);
    }
}
