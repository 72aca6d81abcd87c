namespace Steno.Generators.Models;

/// <summary>Where the call stands that makes a type's code known to JsonCodecs.</summary>
internal enum RegistrarKind
{
    /// <summary>Nowhere: a generic type has no one code.</summary>
    None,
    /// <summary>In a class of the generated file's own.</summary>
    File,
    /// <summary>In the types around it, since no other can name it.</summary>
    Around,
}

/// <param name="Kind">In which kind of place.</param>
/// <param name="Hosts">For <see cref="RegistrarKind.Around"/>: the names of the types that hand the call on, the outermost, whose method the module calls, first.</param>
internal sealed record Registrar(RegistrarKind Kind, EquatableArray<string> Hosts);
