using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Steno.Generators.Models;

namespace Steno.Generators.Emitting;

/// <summary>JSON Schemas of the shapes, compact, with members in the order in which they are written.</summary>
internal static class SchemaEmitter
{
    public static string Document(TypeShape type, EquatableArray<SchemaDefinition> definitions)
    {
        string body = Body(type);
        StringBuilder text = new("{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"title\":");
        text.Append(Literals.Json(type.Frame.Name));
        if (body == "true")
        {
            return text.Append('}').ToString();
        }
        text.Append(',').Append(body, 1, body.Length - 2);
        if (definitions.Count > 0)
        {
            text.Append(",\"$defs\":").Append(Properties(definitions.Select(each => (each.Name, each.Schema))));
        }
        return text.Append('}').ToString();
    }

    /// <summary>The schema without its head.</summary>
    public static string Body(TypeShape type) => Described(Undescribed(type), type.Description);

    private static string Undescribed(TypeShape type) => type switch
    {
        ObjectShape shape => Object(shape.Members, shape.RefusesUnknown),
        NewtypeShape shape => shape.Member.Value.Schema,
        EnumShape shape => $"{{\"type\":\"string\",\"enum\":{List(shape.Members.Select(member => Literals.Json(member.JsonName)))}}}",
        ClassUnionShape shape => OneOf(shape.Cases.Select(each => Described(Case(each, shape.RefusesUnknown), each.Description))),
        StructUnionShape shape => OneOf(shape.Cases.Select(each => Described(each.Value is { } value ? Tagged(each.JsonName, Described(value.Schema, value.Description)) : Unit(each.JsonName), each.Description))),
        _ => throw new InvalidOperationException($"No schema for {type.GetType().Name}."),
    };

    private static string Case(ClassCase each, bool refusesUnknown) => each switch
    {
        { Members.Count: 0 } => Unit(each.JsonName),
        { IsNewtype: true } => Tagged(each.JsonName, Described(each.Members[0].Value.Schema, each.Members[0].Description)),
        _ => Tagged(each.JsonName, Object(each.Members, refusesUnknown)),
    };

    /// <summary>The schema of a value that may also be null.</summary>
    public static string OrNull(string schema)
    {
        const string Head = "{\"type\":\"";
        if (schema == "true")
        {
            return schema;
        }
        int end = schema.StartsWith(Head, StringComparison.Ordinal) ? schema.IndexOf('"', Head.Length) : -1;
        return end > 0 && !schema.Contains("\"enum\":")
            ? $"{{\"type\":[\"{schema.Substring(Head.Length, end - Head.Length)}\",\"null\"]{schema.Substring(end + 1)}"
            : $"{{\"anyOf\":[{schema},{{\"type\":\"null\"}}]}}";
    }

    public static string List(IEnumerable<string> items) => "[" + string.Join(",", items) + "]";

    private static string Object(EquatableArray<MemberShape> members, bool refusesUnknown)
    {
        List<Leaf> leaves = Leaf.Of(members);
        string[] required = leaves.Where(leaf => !leaf.CanBeMissing).Select(leaf => Literals.Json(leaf.JsonName)).ToArray();
        return "{\"type\":\"object\",\"properties\":" + Properties(leaves.Select(leaf => (leaf.JsonName, Described(WithDefault(leaf.Member), leaf.Member.Description))))
            + (required.Length > 0 ? ",\"required\":" + List(required) : "")
            + (refusesUnknown ? ",\"additionalProperties\":false" : "") + "}";
    }

    private static string WithDefault(MemberShape member)
    {
        string schema = member.Value.Schema;
        if (member.MissingJson is not { } value)
        {
            return schema;
        }
        return schema == "true" ? $"{{\"default\":{value}}}" : $"{schema.Substring(0, schema.Length - 1)},\"default\":{value}}}";
    }

    /// <summary>The schema with the description before what it allows.</summary>
    private static string Described(string schema, string? description)
    {
        if (description is null)
        {
            return schema;
        }
        string head = $"{{\"description\":{Literals.Json(description)}";
        return schema == "true" ? head + "}" : $"{head},{schema.Substring(1)}";
    }

    private static string OneOf(IEnumerable<string> cases) => $"{{\"oneOf\":{List(cases)}}}";

    private static string Unit(string name) => $"{{\"type\":\"string\",\"enum\":[{Literals.Json(name)}]}}";

    private static string Tagged(string name, string schema)
        => $"{{\"type\":\"object\",\"properties\":{Properties(new[] { (name, schema) })},\"required\":[{Literals.Json(name)}],\"additionalProperties\":false}}";

    private static string Properties(IEnumerable<(string Name, string Schema)> properties)
        => "{" + string.Join(",", properties.Select(each => Literals.Json(each.Name) + ":" + each.Schema)) + "}";
}
