namespace Steno.Tests.Simulation;

/// <summary>Answers "which of these happened?": each call returns one of 0..bound-1.</summary>
internal delegate int Choice(int bound);

/// <summary>Ready-made ways to choose.</summary>
internal static class Choices
{
    /// <summary>Nothing unsynced survives.</summary>
    internal static Choice None => static _ => 0;
    /// <summary>Everything survives.</summary>
    internal static Choice All => static bound => bound - 1;
    internal static Choice Random(int seed)
    {
        var random = new Random(seed);
        return random.Next;
    }
    /// <summary>The first <paramref name="count"/> survive.</summary>
    internal static Choice First(int count) => bound => count-- > 0 ? bound - 1 : 0;
    /// <summary>All but the first <paramref name="count"/> survive.</summary>
    internal static Choice AllButFirst(int count) => bound => count-- > 0 ? 0 : bound - 1;
    /// <summary>One survives, counted from 0. Where that is a sector of a new file, its name is lost without those before it.</summary>
    internal static Choice Only(int index) => bound => index-- == 0 ? bound - 1 : 0;
    /// <summary>One is lost, counted from 0.</summary>
    internal static Choice AllBut(int index) => bound => index-- == 0 ? 0 : bound - 1;
}

/// <summary>
/// Runs a body once for every combination of its choices, by counting in a number whose digits are the choices
/// (the idea is TigerBeetle's "exhaustigen").
/// </summary>
internal sealed class ExhaustiveChoice
{
    private readonly List<(int Value, int Bound)> _digits = [];
    private int _position;

    internal int Choose(int bound)
    {
        if (_position == _digits.Count)
        {
            _digits.Add((0, bound));
        }
        return _digits[_position++].Value;
    }

    /// <summary>Goes to the next combination; false after the last.</summary>
    internal bool Next()
    {
        _position = 0;
        for (int i = _digits.Count - 1; i >= 0; i--)
        {
            if (_digits[i].Value + 1 < _digits[i].Bound)
            {
                _digits[i] = (_digits[i].Value + 1, _digits[i].Bound);
                _digits.RemoveRange(i + 1, _digits.Count - i - 1);
                return true;
            }
        }
        return false;
    }
}
