namespace Steno;

/// <summary>One JSON value as validated UTF-8 text, kept and handed back byte for byte.</summary>
public readonly partial struct RawJson
{
    private static readonly byte[] NullText = "null"u8.ToArray();

    private readonly ReadOnlyMemory<byte> _utf8;

    private RawJson(ReadOnlyMemory<byte> utf8) => _utf8 = utf8;

    /// <summary>The value's UTF-8 text; <c>null</c> for the default value.</summary>
    public ReadOnlyMemory<byte> Utf8 => _utf8.IsEmpty ? NullText : _utf8;

    /// <summary>Wraps text that is known to be valid, without checking it.</summary>
    internal static RawJson FromValidated(ReadOnlyMemory<byte> utf8) => new(utf8);
}
