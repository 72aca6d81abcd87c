namespace Steno.Cli;

/// <summary>What the process returns; scripts depend on these numbers.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Other = 1;
    public const int Usage = 2;
    public const int Corrupted = 3;
    public const int Locked = 4;
}
