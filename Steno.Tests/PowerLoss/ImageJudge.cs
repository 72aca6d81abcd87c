using System.Collections.Concurrent;
using Steno.Store;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;

namespace Steno.Tests.PowerLoss;

/// <summary>
/// Opens disk images: read-only, which changes nothing and finds no damage; for writing, which finds the same; and what that
/// left, which still holds the same. Many crashes leave the same bytes, so an image is opened when it is seen first. Thread-safe.
/// </summary>
/// <param name="everyNthForWriting">Of how many different images one is opened for writing, which costs twenty times as much as reading all of it.</param>
internal sealed class ImageJudge(int everyNthForWriting = 1)
{
    private readonly ConcurrentDictionary<UInt128, string> _texts = new();
    private readonly ConcurrentDictionary<UInt128, string> _recovered = new();
    /// <summary>The texts themselves: few, large, and each found in thousands of images.</summary>
    private readonly ConcurrentDictionary<string, string> _distinctTexts = new();
    private long _tried;
    private int _opened;
    private int _openedForWriting;

    /// <summary>How many images were judged.</summary>
    internal long TriedCount => Interlocked.Read(ref _tried);

    /// <summary>How many of them were different, and so were opened.</summary>
    internal int OpenedCount => Volatile.Read(ref _opened);

    /// <summary>How many of those were opened for writing, too.</summary>
    internal int OpenedForWritingCount => Volatile.Read(ref _openedForWriting);

    public override string ToString() => $"{TriedCount:N0} images, {OpenedCount:N0} of them different, {OpenedForWritingCount:N0} opened for writing";

    /// <summary>What the image holds.</summary>
    internal async Task<string> TextOf(SimDisk image, FasterSecStoreOptions options, string where)
    {
        Interlocked.Increment(ref _tried);
        UInt128 fingerprint = image.Fingerprint();
        if (!_texts.TryGetValue(fingerprint, out string? text))
        {
            try
            {
                text = await Open(image, fingerprint, options);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"{where}: {error.Message}", error);
            }
            _texts[fingerprint] = text = _distinctTexts.GetOrAdd(text, text);
        }
        return text;
    }

    private async Task<string> Open(SimDisk image, UInt128 fingerprint, FasterSecStoreOptions options)
    {
        FasterSecStoreOptions readOnly = options with { ReadOnly = true };
        string? text = null;
        if (image.Names.Contains("superblock"))
        {
            StoreVerification verified = FasterSecStore.Verify(options, image);
            Assert.True(verified.IsSound, string.Join("; ", verified.Damages));
            text = await Lives.Text(image, readOnly);
        }
        Assert.True(image.Fingerprint() == fingerprint, "looking at the store changed it");
        if (Interlocked.Increment(ref _opened) % everyNthForWriting != 0 && text is not null)
        {
            return text;
        }
        Interlocked.Increment(ref _openedForWriting);
        SimDisk disk = image.Clone();
        string opened = await Lives.Text(disk, options);
        // A store that was still being made holds nothing.
        Assert.True(opened == (text ?? ""), $"opened for writing it holds other records:\n{opened}\nread-only:\n{text}");
        UInt128 recovered = disk.Fingerprint();
        if (!_recovered.TryGetValue(recovered, out string? again))
        {
            again = await Lives.Text(disk, readOnly);
            StoreVerification verified = FasterSecStore.Verify(options, disk);
            Assert.True(verified.IsSound, $"after recovery: {string.Join("; ", verified.Damages)}");
            _recovered[recovered] = again = _distinctTexts.GetOrAdd(again, again);
        }
        Assert.True(again == opened, $"opened once more it holds other records:\n{again}\nbefore:\n{opened}");
        return again;
    }
}
