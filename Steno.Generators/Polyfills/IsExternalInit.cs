// The compiler asks for this type when it sees a record; netstandard2.0 does not have it.
namespace System.Runtime.CompilerServices;

internal static class IsExternalInit
{
}
