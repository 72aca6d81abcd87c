using System.Text;
using System.Text.Json;
using Steno.Store;
using Steno.Tests.Disk;
using Steno.Tests.Golden;

namespace Steno.Tests.Cli;

public sealed class StoreCommandTests : IDisposable
{
    private const string Id = "049b2522-308d-442e-bc65-9bfaef863597";
    private const string Create = $$$"""{"create":{"id":"{{{Id}}}","name":"n","dag":{"a":1},"state":"running"}}""";
    private const string Event = $$$"""{"event":{"saga_id":"{{{Id}}}","node_id":1,"event_type":"started"}}""";

    private readonly TemporaryDirectory _directory = new();

    private string StorePath => _directory["store"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Import_OfRealRecords_ExportsThemSortedBySagaWithTheLastUpdateAtTheEnd()
    {
        string[] lines = File.ReadAllLines(GoldenFiles.PathOf("saga-records.jsonl"));
        CliRun import = await CliRun.RunAsync("store", "import", "--store", StorePath, GoldenFiles.PathOf("saga-records.jsonl"));
        Assert.Equal((0, ""), (import.ExitCode, import.Error));
        Assert.Equal(Enumerable.Range(1, lines.Length).Select(i => i.ToString()), import.Lines);

        string[] expected = ExpectedExport(lines);
        for (int reopen = 0; reopen < 2; reopen++)
        {
            Assert.Equal(expected, (await CliRun.RunAsync("store", "export", "--store", StorePath)).Lines);
        }
        if (lines.Length == 3142)
        {
            Assert.Equal(2990, expected.Length);
        }
        Assert.Equal(0, (await CliRun.RunAsync("store", "verify", "--store", StorePath)).ExitCode);
    }

    [Fact]
    public async Task Backup_OfAStore_ExportsTheSame()
    {
        await CliRun.RunAsync("store", "import", "--store", StorePath, GoldenFiles.PathOf("saga-records.jsonl"));
        string first = (await CliRun.RunAsync("store", "export", "--store", StorePath)).Output;
        CliRun backup = await CliRun.RunAsync("store", "backup", "--store", StorePath, "--to", _directory["copy"]);
        Assert.Equal((0, ""), (backup.ExitCode, backup.Error));
        Assert.Equal(first, (await CliRun.RunAsync("store", "export", "--store", _directory["copy"])).Output);
        CliRun again = await CliRun.RunAsync("store", "backup", "--store", StorePath, "--to", _directory["copy"]);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("missing or empty", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stats_Delete_AndCompact_SayWhatIsThere()
    {
        await CliRun.RunAsync("store", "import", "--store", StorePath, GoldenFiles.PathOf("saga-records.jsonl"));
        using (JsonDocument before = JsonDocument.Parse((await CliRun.RunAsync("store", "stats", "--store", StorePath, "--json")).Output))
        {
            Assert.Equal(before.RootElement.GetProperty("sagas").GetInt32(), before.RootElement.GetProperty("done").GetInt32());
            Assert.True(before.RootElement.GetProperty("live_bytes").GetInt64() > 0);
        }
        string[] ids = (await CliRun.RunAsync("store", "list", "--store", StorePath)).Lines[1..].Select(line => line[..36]).ToArray();
        Assert.Equal("2 sagas deleted", (await CliRun.RunAsync("store", "delete", "--store", StorePath, ids[0], ids[1])).Output.Trim());
        Assert.Equal(1, (await CliRun.RunAsync("store", "delete", "--store", StorePath, ids[0])).ExitCode);
        Assert.Equal("0 sagas deleted", (await CliRun.RunAsync("store", "delete", "--store", StorePath, "--state", "running")).Output.Trim());
        Assert.Equal("0 sagas deleted", (await CliRun.RunAsync("store", "delete", "--store", StorePath, "--older-than", "1h")).Output.Trim());
        // Stuck sagas stay: somebody has to look at them.
        int stuck = (await CliRun.RunAsync("store", "list", "--store", StorePath, "--stuck")).Lines.Length - 1;
        Assert.Contains($"{ids.Length - 2 - 10 - stuck} sagas dropped", (await CliRun.RunAsync("store", "compact", "--store", StorePath, "--drop-done-beyond", "10")).Output, StringComparison.Ordinal);
        Assert.Equal(10 + stuck, (await CliRun.RunAsync("store", "list", "--store", StorePath)).Lines.Length - 1);
        Assert.Contains($"{10 + stuck} done", (await CliRun.RunAsync("store", "stats", "--store", StorePath)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archive_ById_ByAge_AndAll_ChangesNoOutput()
    {
        await CliRun.RunAsync("store", "import", "--store", StorePath, GoldenFiles.PathOf("saga-records.jsonl"));
        string export = (await CliRun.RunAsync("store", "export", "--store", StorePath)).Output;
        string list = (await CliRun.RunAsync("store", "list", "--store", StorePath, "--json")).Output;
        string[] ids = (await CliRun.RunAsync("store", "list", "--store", StorePath)).Lines[1..].Select(line => line[..36]).ToArray();
        string show = (await CliRun.RunAsync("store", "show", "--store", StorePath, ids[0])).Output;
        Assert.Equal("2 sagas archived", (await CliRun.RunAsync("store", "archive", "--store", StorePath, ids[0], ids[1])).Output.Trim());
        CliRun again = await CliRun.RunAsync("store", "archive", "--store", StorePath, ids[0]);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("archived", again.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await CliRun.RunAsync("store", "delete", "--store", StorePath, ids[0])).ExitCode);
        Assert.Equal("0 sagas archived", (await CliRun.RunAsync("store", "archive", "--store", StorePath, "--older-than", "1h")).Output.Trim());
        Assert.Equal(ids[2..], (await CliRun.RunAsync("store", "list", "--store", StorePath, "--live")).Lines[1..].Select(line => line[..36]));
        Assert.Equal($"{ids.Length - 2} sagas archived", (await CliRun.RunAsync("store", "archive", "--store", StorePath, "--state", "done")).Output.Trim());
        Assert.Equal(export, (await CliRun.RunAsync("store", "export", "--store", StorePath)).Output);
        Assert.Equal(list, (await CliRun.RunAsync("store", "list", "--store", StorePath, "--json")).Output);
        Assert.Equal(show, (await CliRun.RunAsync("store", "show", "--store", StorePath, ids[0])).Output);
        Assert.Equal("", (await CliRun.RunAsync("store", "export", "--live", "--store", StorePath)).Output);
        using JsonDocument stats = JsonDocument.Parse((await CliRun.RunAsync("store", "stats", "--store", StorePath, "--json")).Output);
        Assert.Equal((0, ids.Length, 2), (stats.RootElement.GetProperty("sagas").GetInt32(), stats.RootElement.GetProperty("archived_sagas").GetInt32(), stats.RootElement.GetProperty("archives").GetInt32()));
        Assert.Contains($"{ids.Length:N0} sagas", (await CliRun.RunAsync("store", "stats", "--store", StorePath)).Output, StringComparison.Ordinal);
        CliRun verify = await CliRun.RunAsync("store", "verify", "--store", StorePath);
        Assert.Equal(0, verify.ExitCode);
        Assert.Contains("2 archives", verify.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await CliRun.RunAsync("store", "backup", "--store", StorePath, "--to", _directory["copy"])).ExitCode);
        Assert.Equal(export, (await CliRun.RunAsync("store", "export", "--store", _directory["copy"])).Output);
        string file = Directory.GetFiles(Path.Combine(StorePath, "archive")).Order().First();
        byte[] bytes = File.ReadAllBytes(file);
        bytes[200] ^= 1;
        File.WriteAllBytes(file, bytes);
        CliRun damaged = await CliRun.RunAsync("store", "verify", "--store", StorePath);
        Assert.Equal(3, damaged.ExitCode);
        Assert.Contains(file, damaged.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("delete", "--store", "x")]
    [InlineData("archive", "--store", "x")]
    [InlineData("archive", "--store", "x", "--state", "running")]
    [InlineData("archive", "--store", "x", Id, "--older-than", "1d")]
    [InlineData("delete", "--store", "x", Id, "--state", "done")]
    [InlineData("delete", "--store", "x", "--older-than", "7")]
    [InlineData("delete", "--store", "x", "--older-than", "-7d")]
    [InlineData("compact", "--store", "x", "--drop-done-after", "1d", "--drop-done-beyond", "3")]
    [InlineData("compact", "--store", "x", "--drop-done-beyond", "-1")]
    [InlineData("backup", "--store", "x")]
    public async Task CleaningUp_AskedForWrongly_IsAUsageError(params string[] args)
        => Assert.Equal(2, (await CliRun.RunAsync(["store", .. args])).ExitCode);

    [Theory]
    [InlineData("delete", Id)]
    [InlineData("archive", Id)]
    [InlineData("compact")]
    public async Task CleaningUp_WhereThereIsNoStore_MakesNone(params string[] args)
    {
        CliRun run = await CliRun.RunAsync(["store", .. args, "--store", StorePath]);
        Assert.Equal(1, run.ExitCode);
        Assert.False(Directory.Exists(StorePath));
    }

    [Fact]
    public async Task Import_OfItsOwnExport_ExportsTheSame()
    {
        await CliRun.RunAsync("store", "import", "--store", StorePath, GoldenFiles.PathOf("saga-records.jsonl"));
        string first = (await CliRun.RunAsync("store", "export", "--store", StorePath)).Output;
        await CliRun.RunAsync(first, ["store", "import", "--store", _directory["second"], "--durability", "buffered", "--in-flight", "1"]);
        Assert.Equal(first, (await CliRun.RunAsync("store", "export", "--store", _directory["second"])).Output);
    }

    [Theory]
    [InlineData("""{"event":{"saga_id":"nonsense","node_id":1,"event_type":"started"}}""")]
    [InlineData("""{"event":{"saga_id":"11111111-308d-442e-bc65-9bfaef863597","node_id":1,"event_type":"started"}}""")]
    [InlineData("""{"create" """)]
    [InlineData("\u0001")]
    public async Task Import_OfABadLine_AcknowledgesEveryEarlierLineAndWritesNothingAfterIt(string bad)
    {
        CliRun run = await CliRun.RunAsync($"{Create}\n\n{Event}\n{bad}\n{Event}\n", ["store", "import", "--store", StorePath]);
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(["1", "3"], run.Lines);
        Assert.Contains("line 4", run.Error, StringComparison.Ordinal);
        Assert.Equal([Create, Event], (await CliRun.RunAsync("store", "export", "--store", StorePath)).Lines);
    }

    [Fact]
    public async Task Import_OfInvalidUtf8_IsABadLine()
    {
        byte[] line = Encoding.UTF8.GetBytes(Create);
        line[Create.IndexOf("\"n\"", StringComparison.Ordinal) + 1] = 0xFF;
        CliRun run = await CliRun.RunAsync(line, ["store", "import", "--store", StorePath]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("line 1", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\r\n", true)]
    [InlineData("\n", false)]
    public async Task Import_TakesBothLineEndsAndALastLineWithoutOne(string lineEnd, bool endsWithOne)
    {
        CliRun run = await CliRun.RunAsync(Create + lineEnd + Event + (endsWithOne ? lineEnd : ""), ["store", "import", "--store", StorePath]);
        Assert.Equal((0, "1\n2\n"), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task Import_OfNothing_SucceedsAndLeavesAnEmptyStore()
    {
        Assert.Equal(new CliRun(0, "", ""), await CliRun.RunAsync("store", "import", "--store", StorePath));
        Assert.Equal(new CliRun(0, "", ""), await CliRun.RunAsync("store", "list", "--store", StorePath));
        Assert.Equal("[]\n", (await CliRun.RunAsync("store", "list", "--store", StorePath, "--json")).Output);
    }

    [Fact]
    public async Task Import_FromALine_SkipsTheLinesBefore()
    {
        await CliRun.RunAsync(Create, ["store", "import", "--store", StorePath]);
        CliRun run = await CliRun.RunAsync($"{Create}\n{Event}\n", ["store", "import", "--store", StorePath, "--from-line", "2"]);
        Assert.Equal(new CliRun(0, "2\n", ""), run);
    }

    [Fact]
    public async Task Import_OfALineOfAMegabyte_IsExportedByteForByteButForLineEndsBetweenTokens()
    {
        string big = $$$$"""{"create":{"id":"{{{{Id}}}}","name":"n","dag":{"a":{{{{"\r"}}}} "{{{{new string('x', 1 << 20)}}}}"},"state":"done"}}""";
        Assert.Equal(0, (await CliRun.RunAsync(big, ["store", "import", "--store", StorePath])).ExitCode);
        Assert.Equal([big.Replace('\r', ' ')], (await CliRun.RunAsync("store", "export", "--store", StorePath)).Lines);
    }

    [Theory]
    [InlineData("store")]
    [InlineData("store", "list")]
    [InlineData("store", "import", "--store", "x", "--in-flight", "0")]
    [InlineData("store", "import", "--store", "x", "--durability", "maybe")]
    [InlineData("store", "list", "--store", "x", "--state", "stuck")]
    [InlineData("store", "show", "--store", "x", "not-an-id")]
    [InlineData("nonsense")]
    public async Task AnyCommand_UsedWrongly_ExitsWithTwo(params string[] args)
    {
        CliRun run = await CliRun.RunAsync(args);
        Assert.Equal(2, run.ExitCode);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyReadingCommand_OnAMissingStore_ExitsWithOneAndCreatesNothing()
    {
        foreach (string command in new[] { "list", "export", "verify" })
        {
            CliRun run = await CliRun.RunAsync("store", command, "--store", StorePath);
            Assert.Equal(1, run.ExitCode);
            Assert.Contains("is not a store", run.Error, StringComparison.Ordinal);
        }
        Assert.False(Directory.Exists(StorePath));
    }

    [Fact]
    public async Task Import_IntoAStoreThatIsOpen_ExitsWithFour()
    {
        await using FasterSecStore owner = FasterSecStore.Open(new FasterSecStoreOptions { Directory = StorePath });
        CliRun run = await CliRun.RunAsync(Create, ["store", "import", "--store", StorePath]);
        Assert.Equal(4, run.ExitCode);
        Assert.Contains(StorePath, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_FiltersPagesAndPrintsOneArray()
    {
        await CliRun.RunAsync("store", "import", "--store", StorePath, GoldenFiles.PathOf("saga-records.jsonl"));
        JsonElement all = await ListAsync();
        string[] ids = [.. all.EnumerateArray().Select(saga => saga.GetProperty("id").GetString()!)];
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Equal(ids[3..5], (await ListAsync("--after", ids[2], "--limit", "2")).EnumerateArray().Select(saga => saga.GetProperty("id").GetString()));
        Assert.Equal(0, (await ListAsync("--state", "running", "--state", "unwinding")).GetArrayLength());
        JsonElement stuck = await ListAsync("--stuck");
        Assert.Equal(all.EnumerateArray().Count(saga => saga.GetProperty("stuck").GetBoolean()), stuck.GetArrayLength());
        Assert.Equal(["id", "name", "state", "stuck", "events", "last_commit"], all[0].EnumerateObject().Select(member => member.Name));

        async Task<JsonElement> ListAsync(params string[] more)
        {
            CliRun run = await CliRun.RunAsync(["store", "list", "--store", StorePath, "--json", .. more]);
            Assert.Equal(0, run.ExitCode);
            return JsonDocument.Parse(run.Output).RootElement;
        }
    }

    [Fact]
    public async Task Show_OfAStuckSaga_NamesTheFailedNodesAndBothErrors()
    {
        string records = string.Join('\n',
            $$$$"""{"create":{"id":"{{{{Id}}}}","name":"n","dag":{"graph":{"nodes":[{"Action":{"name":"pay"}}]}},"state":"running"}}""",
            $$$$$$"""{"event":{"saga_id":"{{{{{{Id}}}}}}","node_id":1,"event_type":{"failed":{"ActionFailed":{"source_error":"boom"}}}}}""",
            $$$$$$"""{"event":{"saga_id":"{{{{{{Id}}}}}}","node_id":0,"event_type":{"undo_failed":{"PermanentFailure":{"source_error":7}}}}}""");
        await CliRun.RunAsync(records, ["store", "import", "--store", StorePath]);
        JsonElement shown = JsonDocument.Parse((await CliRun.RunAsync("store", "show", "--store", StorePath, Id, "--json")).Output).RootElement;
        Assert.Equal("""{"node_id":1,"error":{"ActionFailed":{"source_error":"boom"}}}""", shown.GetProperty("failed_node").GetRawText());
        Assert.Equal("""{"node_id":0,"name":"pay","error":{"PermanentFailure":{"source_error":7}}}""", shown.GetProperty("undo_failed_node").GetRawText());
        Assert.True(shown.GetProperty("stuck").GetBoolean());
        Assert.Equal(2, shown.GetProperty("log").GetArrayLength());
        Assert.Contains("pay", (await CliRun.RunAsync("store", "show", "--store", StorePath, Id)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notes_Imported_AreExportedBetweenEventsAndUpdate_AndImportedAgain()
    {
        const string Other = "149b2522-308d-442e-bc65-9bfaef863597";
        string otherCreate = Create.Replace(Id, Other, StringComparison.Ordinal);
        const string First = $$$"""{"note":{"id":"{{{Id}}}","text":"stopped by hand:\n\"no stock\" é"}}""";
        const string Second = $$$"""{"note":{"id":"{{{Id}}}","text":""}}""";
        const string Update = $$$"""{"update":{"id":"{{{Id}}}","state":"done"}}""";
        CliRun import = await CliRun.RunAsync(string.Join('\n', Create, First, Event, Update, otherCreate, Second), ["store", "import", "--store", StorePath]);
        Assert.Equal(new CliRun(0, "1\n2\n3\n4\n5\n6\n", ""), import);
        string exported = (await CliRun.RunAsync("store", "export", "--store", StorePath)).Output;
        Assert.Equal(string.Join('\n', Create, Event, First, Second, Update, otherCreate, ""), exported);
        Assert.Equal(0, (await CliRun.RunAsync(exported, ["store", "import", "--store", _directory["second"]])).ExitCode);
        Assert.Equal(exported, (await CliRun.RunAsync("store", "export", "--store", _directory["second"])).Output);
        Assert.Equal(otherCreate + "\n", (await CliRun.RunAsync("store", "export", "--store", StorePath, "--saga", Other)).Output);
        Assert.Equal(0, (await CliRun.RunAsync("store", "verify", "--store", StorePath)).ExitCode);
    }

    [Theory]
    [InlineData($$$"""{"note":{"id":"11111111-308d-442e-bc65-9bfaef863597","text":"x"}}""", "does not exist")]
    [InlineData($$$"""{"note":{"id":"{{{Id}}}"}}""", "text")]
    [InlineData($$$"""{"note":{"id":"{{{Id}}}","text":"\ud800"}}""", "surrogate")]
    public async Task Import_OfABadNote_IsABadLine(string bad, string reason)
    {
        CliRun run = await CliRun.RunAsync($"{Create}\n{bad}\n{Event}\n", ["store", "import", "--store", StorePath]);
        Assert.Equal((1, "1\n"), (run.ExitCode, run.Output));
        Assert.Contains("line 2", run.Error, StringComparison.Ordinal);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_OfASagaWithNotes_PrintsEachOnOneLineAndAsItIsInJson()
    {
        await CliRun.RunAsync(string.Join('\n', Create,
            $$$"""{"note":{"id":"{{{Id}}}","text":"stopped\nby \u001b[31mhand"}}""",
            $$$"""{"note":{"id":"{{{Id}}}","text":"again"}}"""), ["store", "import", "--store", StorePath]);
        string[] lines = (await CliRun.RunAsync("store", "show", "--store", StorePath, Id)).Lines;
        Assert.Equal(["note: stopped by  [31mhand", "note: again"], lines.Where(line => line.StartsWith("note", StringComparison.Ordinal)));
        JsonElement shown = JsonDocument.Parse((await CliRun.RunAsync("store", "show", "--store", StorePath, Id, "--json")).Output).RootElement;
        Assert.Equal(["stopped\nby \u001b[31mhand", "again"], shown.GetProperty("notes").EnumerateArray().Select(note => note.GetString()));
        Assert.Equal((0, 0), (shown.GetProperty("events").GetInt32(), shown.GetProperty("log").GetArrayLength()));
    }

    [Fact]
    public async Task Show_OfASagaWithoutNotes_HasAnEmptyListAndNoLine()
    {
        await CliRun.RunAsync(Create, ["store", "import", "--store", StorePath]);
        Assert.DoesNotContain("note", (await CliRun.RunAsync("store", "show", "--store", StorePath, Id)).Output, StringComparison.Ordinal);
        JsonElement shown = JsonDocument.Parse((await CliRun.RunAsync("store", "show", "--store", StorePath, Id, "--json")).Output).RootElement;
        Assert.Equal("[]", shown.GetProperty("notes").GetRawText());
    }

    [Fact]
    public async Task Verify_OfADamagedStore_ExitsWithThreeAndNamesFileOffsetAndSaga()
    {
        await CliRun.RunAsync($"{Create}\n{Event}\n", ["store", "import", "--store", StorePath, "--in-flight", "1"]);
        string segment = Path.Combine(StorePath, "segment-00000000.log");
        using (FileStream file = File.Open(segment, FileMode.Open))
        {
            // The second batch: a block for the opening one, then header and the create record's saga id.
            file.Position = 4096 + 4 + 80 + 36 + 2;
            int there = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)(there ^ 1));
        }
        CliRun run = await CliRun.RunAsync("store", "verify", "--store", StorePath, "--json");
        Assert.Equal(3, run.ExitCode);
        JsonElement damage = JsonDocument.Parse(run.Output).RootElement.GetProperty("damages")[0];
        Assert.Equal((segment, 4096), (damage.GetProperty("file").GetString(), damage.GetProperty("offset").GetInt64()));
        Assert.Equal(Id, damage.GetProperty("sagas")[0].GetString());
        Assert.Equal(3, (await CliRun.RunAsync("store", "list", "--store", StorePath)).ExitCode);
    }

    [Fact]
    public async Task Help_IsThereForEveryCommand()
    {
        foreach (string command in new[] { "import", "export", "list", "show", "verify" })
        {
            CliRun run = await CliRun.RunAsync("store", command, "--help");
            Assert.Equal(0, run.ExitCode);
            Assert.Contains("--store", run.Output, StringComparison.Ordinal);
        }
    }

    private static string[] ExpectedExport(string[] lines)
    {
        var sagas = new SortedDictionary<string, (List<string> Lines, string? Update)>(StringComparer.Ordinal);
        foreach (string line in lines)
        {
            JsonElement record = JsonDocument.Parse(line).RootElement;
            JsonProperty kind = record.EnumerateObject().Single();
            string id = kind.Value.GetProperty(kind.Name == "event" ? "saga_id" : "id").GetString()!;
            (List<string> Lines, string? Update) saga = sagas.GetValueOrDefault(id, ([], null));
            if (kind.Name == "update")
            {
                saga.Update = line;
            }
            else
            {
                saga.Lines.Add(line);
            }
            sagas[id] = saga;
        }
        return [.. sagas.Values.SelectMany(saga => saga.Update is null ? saga.Lines : saga.Lines.Append(saga.Update))];
    }
}
