// A codec that is made of others, as a list's, has to put their schemas into its own. A schema may have definitions, and refers to them
// from its root: so they are lifted to the root of the whole, and what remains of the schema goes where it belongs.

using System.Buffers;
using System.Text;

namespace Steno.Json;

/// <summary>Builds a JSON Schema around the schemas of other codecs. For codecs that are made of others.</summary>
public sealed class JsonSchemaBuilder
{
    private readonly ArrayBufferWriter<byte> _body = new();
    private readonly SortedDictionary<string, string> _definitions = new(StringComparer.Ordinal);

    /// <summary>A builder that begins with this text.</summary>
    /// <param name="utf8">The beginning of an object.</param>
    public JsonSchemaBuilder(ReadOnlySpan<byte> utf8) => _body.Write(utf8);

    /// <summary>Appends text as it is.</summary>
    /// <param name="utf8">A part of the schema.</param>
    public JsonSchemaBuilder Append(ReadOnlySpan<byte> utf8)
    {
        _body.Write(utf8);
        return this;
    }

    /// <summary>Appends the schema of a part; its definitions become those of the whole.</summary>
    /// <param name="schema">A whole schema.</param>
    public JsonSchemaBuilder AppendSchema(ReadOnlySpan<byte> schema) => Append(Lift(schema));

    /// <summary>Adds a definition, to which <c>#/$defs/name</c> refers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="schema">A whole schema; its own definitions become those of the whole.</param>
    public JsonSchemaBuilder Define(string name, ReadOnlySpan<byte> schema)
    {
        Add(name, Encoding.UTF8.GetString(Lift(schema)));
        return this;
    }

    /// <summary>Adds a definition by the code of the type that it is for.</summary>
    /// <param name="name">Its name.</param>
    /// <typeparam name="T">The type.</typeparam>
    /// <typeparam name="TCodec">Its code.</typeparam>
    public JsonSchemaBuilder Define<T, TCodec>(string name)
        where TCodec : IJsonCodec<T>
        => Define(name, TCodec.Schema);

    /// <summary>The schema, which must be one object by now.</summary>
    public byte[] ToUtf8()
    {
        if (_definitions.Count == 0)
        {
            return _body.WrittenSpan.ToArray();
        }
        StringBuilder text = new(Encoding.UTF8.GetString(_body.WrittenSpan[..^1]));
        text.Append(",\"$defs\":{").AppendJoin(',', _definitions.Select(each => $"\"{each.Key}\":{each.Value}")).Append("}}");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The schema of a value that may be null.</summary>
    internal static byte[] OrNull(ReadOnlySpan<byte> schema)
        => new JsonSchemaBuilder("{\"anyOf\":["u8).AppendSchema(schema).Append(",{\"type\":\"null\"}]}"u8).ToUtf8();

    /// <summary>The schema without its head and its definitions.</summary>
    private ReadOnlySpan<byte> Lift(ReadOnlySpan<byte> schema)
    {
        if (schema.IsEmpty || schema[0] != '{')
        {
            return schema;
        }
        StenoJsonReader reader = new(schema.ToArray(), typeof(JsonSchemaBuilder));
        StringBuilder rest = new();
        reader.BeginObject();
        while (reader.TryNextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("$defs"u8))
            {
                reader.BeginObject();
                while (reader.TryNextMember(out ReadOnlySpan<byte> definition))
                {
                    string key = Encoding.UTF8.GetString(definition);
                    Add(key, Encoding.UTF8.GetString(reader.ReadRaw().Span));
                }
                continue;
            }
            string member = Encoding.UTF8.GetString(name);
            string value = Encoding.UTF8.GetString(reader.ReadRaw().Span);
            if (member is not ("$schema" or "title"))
            {
                rest.Append(rest.Length > 0 ? "," : "{").Append('"').Append(member).Append("\":").Append(value);
            }
        }
        return rest.Length > 0 ? Encoding.UTF8.GetBytes(rest.Append('}').ToString()) : "true"u8;
    }

    private void Add(string name, string schema)
    {
        if (_definitions.TryGetValue(name, out string? known) && known != schema)
        {
            // One type, described in one place and not in the other: the one that says more. Two types of one name: rather a
            // schema that allows too much than one that is wrong.
            schema = !SchemaWording.IsAllThatDiffers(known, schema) ? "true" : known.Length >= schema.Length ? known : schema;
        }
        _definitions[name] = schema;
    }
}
