namespace Steno.Json;

/// <summary>The draft of JSON Schema in which a schema is written.</summary>
public enum JsonSchemaDraft
{
    /// <summary>Draft 2020-12, in which codecs give their schemas.</summary>
    Draft202012,
    /// <summary>Draft-07, for tools that know no later one.</summary>
    Draft07,
}
