using Steno.Store;
using Steno.Store.Log;
using Steno.Tests.Damages;
using Steno.Tests.Simulation;
using Steno.Tests.Stores;

namespace Steno.Tests.PowerLoss;

/// <summary>
/// Three lives in the same place: each begins where the first one began, as if nothing of the lives before had been kept but
/// their openings. In each, a batch fills every page, with the same address and sequence number: generation and contents differ.
/// </summary>
internal sealed class StaleLives
{
    private const int LifeCount = 3;
    private readonly int _pageSizeBytes;
    private readonly HashSet<string> _allowed;
    private readonly FasterSecStoreOptions _options;

    private StaleLives(List<SimDisk> ends, HashSet<string> allowed, int pageSizeBytes, FasterSecStoreOptions options)
        => (Ends, _allowed, _pageSizeBytes, _options) = (ends, allowed, pageSizeBytes, options);

    /// <summary>The disk before all of them and after each.</summary>
    internal IReadOnlyList<SimDisk> Ends { get; }

    /// <param name="pageSizeBytes">How the store is cut.</param>
    /// <param name="pages">How many pages each life fills.</param>
    /// <param name="isClosed">Whether the last life is closed; the others never are.</param>
    internal static async Task<StaleLives> Make(int pageSizeBytes, int pages, bool isClosed)
    {
        FasterSecStoreOptions options = SmallStore.OptionsOf(512);
        var create = Step.Write(SagaRecord.Create(Sample.Create(SmallStore.Running)));
        SimDisk begin = SmallStore.Create(pageSizeBytes, 512, new Guid("5eed5eed-0000-4000-8000-00000000000a"));
        await using (FasterSecStore store = FasterSecStore.Open(options, begin))
        {
            await create.Run(store).Ends();
        }
        var ends = new List<SimDisk> { begin };
        HashSet<string> allowed = [];
        for (int life = 1; life <= LifeCount; life++)
        {
            SimDisk disk = begin.Clone();
            var model = new ModelSecStore();
            create.Apply(model);
            // An opening is one block; so is a small record. As many of them in each life, so that places and numbers are the same.
            for (int earlier = 1; earlier < life; earlier++)
            {
                disk = await Lives.Kill(FasterSecStore.Open(options, disk), disk, Choices.None);
            }
            FasterSecStore store = FasterSecStore.Open(options, disk);
            for (int small = life; small < LifeCount; small++)
            {
                await Write(store, model, life, small, "1"u8.Length);
            }
            allowed = [await StoreText.Of(model)];
            for (int page = 0; page <= pages; page++)
            {
                MappedFrame last = LogMap.Of(disk)[^1];
                int capacity = SuperblockFile.Read(disk).Layout.FrameCapacity(last.Address + last.Length);
                await Write(store, model, life, 100 + page, capacity - RecordCodec.HeaderBytes);
                if (page == 0 || isClosed)
                {
                    allowed.Clear(); // the first page is never taken away
                }
                allowed.Add(await StoreText.Of(model));
            }
            if (life == LifeCount && isClosed)
            {
                await store.DisposeAsync().Ends();
                ends.Add(disk);
            }
            else
            {
                ends.Add(await Lives.Kill(store, disk, Choices.None));
            }
        }
        return new StaleLives(ends, allowed, pageSizeBytes, options);
    }

    internal void CopyPage(SimDisk from, SimDisk to, int page)
    {
        long address = (long)page * _pageSizeBytes;
        string file = SegmentFiles.Name((int)(address / SmallStore.SegmentSizeBytes));
        int offset = (int)(address % SmallStore.SegmentSizeBytes);
        to.Overwrite(file, offset, from.Names.Contains(file) ? from.Read(file, offset, _pageSizeBytes) : new byte[_pageSizeBytes]);
    }

    /// <summary>Whether the disk is refused; if it is not, it must hold what may be there.</summary>
    internal async Task<bool> IsRefused(SimDisk disk, string where)
    {
        string text;
        try
        {
            text = await Lives.Text(disk, _options with { ReadOnly = true });
        }
        catch (StoreCorruptedException)
        {
            Assert.False(FasterSecStore.Verify(_options, disk).IsSound, $"{where}: refused, but verification finds nothing");
            return true;
        }
        Assert.True(_allowed.Contains(text), $"{where}, pages of {_pageSizeBytes}: shows what the last life did not acknowledge:\n{text}");
        Assert.True(FasterSecStore.Verify(_options, disk).IsSound, $"{where}: opens, but verification finds damage");
        return false;
    }

    private static async Task Write(FasterSecStore store, ModelSecStore model, int life, int number, int payloadBytes)
    {
        RawJson output = payloadBytes == 1 ? Sample.Json("7") : Sample.JsonOfLength(payloadBytes);
        var step = Step.Write(SagaRecord.Event(Sample.Event(SmallStore.Running, (uint)(number * 10 + life), SagaNodeEventType.Succeeded(output))));
        await step.Run(store).Ends();
        step.Apply(model);
    }
}
