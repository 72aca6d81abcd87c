using Steno.Store;
using Steno.Store.Disk;
using Steno.Tests.Disk;
using Steno.Tests.Simulation;

namespace Steno.Tests.Stores;

public sealed class InMemorySecStoreTests : SecStoreConformance
{
    protected override ISecStore NewStore() => new InMemorySecStore();
}

public sealed class ModelSecStoreTests : KeepingSecStoreConformance
{
    protected override ISecStore NewStore() => new ModelSecStore();
}

public sealed class FasterSecStoreOnLinuxDiskTests : KeepingSecStoreConformance, IDisposable
{
    private readonly TemporaryDirectory _root = new();

    public void Dispose() => _root.Dispose();

    protected override ISecStore NewStore() => FasterSecStore.Open(new FasterSecStoreOptions { Directory = _root["store"], SegmentSizeBytes = 1 << 20 });
}

public sealed class FasterSecStoreOnSimDiskTests : KeepingSecStoreConformance
{
    protected override ISecStore NewStore() => FasterSecStore.Open(new FasterSecStoreOptions { Directory = "/sim/store", SegmentSizeBytes = 64 << 10 }, new SimDisk());
}

public sealed class FasterSecStoreBufferedTests : KeepingSecStoreConformance
{
    protected override ISecStore NewStore() => FasterSecStore.Open(
        new FasterSecStoreOptions { Directory = "/sim/store", SegmentSizeBytes = 1 << 20, Durability = Durability.Buffered }, new SimDisk());
}
