using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Steno.Store;
using Steno.Store.Log;
using Steno.Tests.Cli;
using Steno.Tests.Disk;
using Steno.Tests.Golden;
using Steno.Tests.Simulation;

namespace Steno.Tests.Fixtures;

/// <summary>A store as it was written once, and what it must be found to hold for ever.</summary>
internal sealed record Fixture
{
    public required string Name { get; init; }
    public required string Holds { get; init; }
    /// <summary>The hash of the archive that has its files.</summary>
    public required string Sha256 { get; init; }
    /// <summary>Each file's length and hash.</summary>
    public required SortedDictionary<string, FixtureFile> Files { get; init; }
    public required long Sagas { get; init; }
    /// <summary>Sagas in archives; none where it is missing.</summary>
    public long? ArchivedSagas { get; init; }
    public required long Records { get; init; }
    public required long Batches { get; init; }
    public required long Generation { get; init; }
    public required bool IsSealed { get; init; }
    /// <summary>The hash of what <c>steno store export</c> prints.</summary>
    public required string ExportSha256 { get; init; }
}

internal sealed record FixtureFile(long LengthBytes, string Sha256);

/// <summary>
/// The fixtures of one format version: a manifest and an archive for each store. Once written they are never changed: what
/// is in the manifest must be readable for ever. <c>dotnet run --project Steno.Tests -c Release -- fixtures</c> adds those
/// that are missing for the format that this code writes.
/// </summary>
internal sealed class FixtureSet
{
    internal const string Part = "fixtures";
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    private readonly string _directory;

    private FixtureSet(string directory)
    {
        _directory = directory;
        string manifest = Path.Combine(directory, "manifest.json");
        Fixtures = File.Exists(manifest) ? JsonSerializer.Deserialize<List<Fixture>>(File.ReadAllBytes(manifest), s_json)! : [];
    }

    internal List<Fixture> Fixtures { get; }

    /// <summary>The format versions that there are fixtures of.</summary>
    internal static IEnumerable<int> Versions => Directory.GetDirectories(Root, "format-*").Select(path => int.Parse(Path.GetFileName(path)["format-".Length..], CultureInfo.InvariantCulture)).Order();

    private static string Root => GoldenFiles.SourcePath("Steno.Tests/Fixtures");

    internal static FixtureSet Of(int version) => new(Path.Combine(Root, string.Create(CultureInfo.InvariantCulture, $"format-{version}")));

    internal static async Task AddMissingAsync()
    {
        FixtureSet set = Of(Math.Max(Superblock.CurrentVersion, BatchHeader.CurrentVersion));
        Directory.CreateDirectory(set._directory);
        foreach (FixtureStory story in FixtureStory.All.Where(story => set.Fixtures.All(fixture => fixture.Name != story.Name)))
        {
            set.Fixtures.Add(await set.WriteAsync(story));
            Console.WriteLine($"{story.Name}: written to {set._directory}");
        }
        await File.WriteAllTextAsync(Path.Combine(set._directory, "manifest.json"), JsonSerializer.Serialize(set.Fixtures, s_json) + "\n");
    }

    internal string ArchiveOf(string name) => Path.Combine(_directory, name + ".zip");

    /// <summary>Puts a fixture's files into a directory, in which a store may be opened.</summary>
    internal void Unpack(Fixture fixture, string directory)
    {
        Directory.CreateDirectory(directory);
        ZipFile.ExtractToDirectory(ArchiveOf(fixture.Name), directory);
    }

    internal static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    internal static SortedDictionary<string, FixtureFile> FilesIn(string directory)
        => new(NamesIn(directory).ToDictionary(name => name, name => FileOf(File.ReadAllBytes(Path.Combine(directory, name)))), StringComparer.Ordinal);

    private static FixtureFile FileOf(byte[] bytes) => new(bytes.Length, Hash(bytes));

    /// <summary>The files below a directory, each by its path from there.</summary>
    internal static IEnumerable<string> NamesIn(string directory)
        => Directory.GetFiles(directory, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(directory, path));

    /// <summary>What the command line prints of a store.</summary>
    internal static async Task<byte[]> ExportAsync(string directory)
    {
        CliRun run = await CliRun.RunAsync("store", "export", "--store", directory);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return System.Text.Encoding.UTF8.GetBytes(run.Output);
    }

    private async Task<Fixture> WriteAsync(FixtureStory story)
    {
        SimDisk disk = await story.WriteAsync();
        using var work = new TemporaryDirectory();
        string directory = work["store"];
        Directory.CreateDirectory(directory);
        foreach (string name in disk.Names.Where(name => name != "lock"))
        {
            string path = Path.Combine(directory, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, disk.ReadAll(name));
        }
        ZipFile.CreateFromDirectory(directory, ArchiveOf(story.Name), CompressionLevel.SmallestSize, includeBaseDirectory: false);
        StoreVerification verification = FasterSecStore.Verify(new FasterSecStoreOptions { Directory = directory });
        Assert.Empty(verification.Damages);
        return new Fixture
        {
            Name = story.Name,
            Holds = story.Holds,
            Sha256 = Hash(await File.ReadAllBytesAsync(ArchiveOf(story.Name))),
            Files = FilesIn(directory),
            Sagas = verification.SagaCount,
            ArchivedSagas = verification.ArchivedSagaCount == 0 ? null : verification.ArchivedSagaCount,
            Records = verification.RecordCount,
            Batches = verification.BatchCount,
            Generation = verification.Generation,
            IsSealed = verification.IsSealed,
            ExportSha256 = Hash(await ExportAsync(directory)),
        };
    }
}
