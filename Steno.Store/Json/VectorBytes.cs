using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Steno.Json;

internal static class VectorBytes
{
    /// <summary>Puts the bytes of a vector in another order.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="indices">Which of them goes where: 0 to 15, or 128 and more for a zero.</param>
    /// <remarks>
    /// <see cref="Vector128.Shuffle(Vector128{byte}, Vector128{byte})"/> alone would be a loop over the bytes in a native binary, whose
    /// compiler takes no more for granted than the oldest processors have. The question asked here is answered when the program runs.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Shuffle(Vector128<byte> bytes, Vector128<byte> indices)
        => Ssse3.IsSupported ? Ssse3.Shuffle(bytes, indices) : Vector128.Shuffle(bytes, indices);
}
