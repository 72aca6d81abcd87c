using Steno.Benchmarks.Load;

namespace Steno.Benchmarks.Peers;

/// <summary>
/// The barest loop that makes a record durable: one synced 4 KiB write a record. It is the device's limit for one caller,
/// with nothing that would make the record findable.
/// </summary>
internal sealed class RawDiskTarget : ILoadTarget
{
    private RawFile? _file;

    public string Settings => $"one write of 4 KiB a record; {RawFile.Settings}";

    public bool BlocksItsCaller => true;

    public void Open(string directory, int callers)
    {
        if (callers != 1)
        {
            throw new ArgumentOutOfRangeException(nameof(callers), callers, "The raw loop has one caller.");
        }
        _file = new RawFile(Path.Combine(directory, "raw"));
    }

    public ValueTask WriteAsync(int caller, long sequence)
    {
        _file!.Write(new PeerRecord(caller, sequence).WriteTo(_file.Buffer));
        return default;
    }

    public void Close() => _file?.Dispose();
}
