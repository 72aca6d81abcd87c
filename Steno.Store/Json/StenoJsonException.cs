using System.Globalization;

namespace Steno.Json;

/// <summary>A text is not JSON, or not a value of the type asked for. Never contains the text itself.</summary>
public sealed class StenoJsonException(string typeName, string path, long offsetBytes, string reason)
    : FormatException(string.Create(CultureInfo.InvariantCulture, $"Not a {typeName}: at {path}, byte {offsetBytes}: {reason}."))
{
    /// <summary>The type that was asked for.</summary>
    public string TypeName { get; } = typeName;
    /// <summary>The member at which reading failed, as <c>$.member</c>.</summary>
    public string Path { get; } = path;
    /// <summary>Where in the text, in bytes from its start.</summary>
    public long OffsetBytes { get; } = offsetBytes;
    /// <summary>What is wrong there.</summary>
    public string Reason { get; } = reason;
}
