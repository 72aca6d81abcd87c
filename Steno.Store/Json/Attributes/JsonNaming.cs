namespace Steno.Json;

/// <summary>How names in JSON follow from names in C#.</summary>
public enum JsonNaming
{
    /// <summary><c>NodeId</c> as it is.</summary>
    PascalCase,
    /// <summary><c>node_id</c>.</summary>
    SnakeCase,
    /// <summary><c>nodeId</c>.</summary>
    CamelCase,
    /// <summary><c>node-id</c>.</summary>
    KebabCase,
    /// <summary><c>NODE_ID</c>.</summary>
    ScreamingSnakeCase,
}
