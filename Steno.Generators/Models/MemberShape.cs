namespace Steno.Generators.Models;

/// <summary>A member of an object, or of a case of a union.</summary>
/// <param name="Property">The property that gives the value.</param>
/// <param name="Variable">The local that holds it while reading.</param>
/// <param name="JsonName">Its name in JSON.</param>
/// <param name="Value">Its type.</param>
/// <param name="IsParameter">Whether the constructor takes it; otherwise the initialiser sets it.</param>
internal sealed record MemberShape(string Property, string Variable, string JsonName, ValueShape Value, bool IsParameter);
