using Microsoft.Data.Sqlite;
using Steno.Benchmarks.Load;

namespace Steno.Benchmarks.Peers;

/// <summary>SQLite behind the batching queue: one prepared insert, one transaction a group, synced at its commit.</summary>
internal sealed class SqliteTarget : ILoadTarget
{
    private readonly byte[] _key = new byte[PeerRecord.KeySizeBytes];
    private SqliteConnection? _connection;
    private SqliteCommand? _begin;
    private SqliteCommand? _insert;
    private SqliteCommand? _commit;
    private BatchingQueue<PeerRecord>? _queue;

    public string Settings => "SQLite, journal_mode=WAL, synchronous=FULL, locking_mode=EXCLUSIVE, a table keyed by saga and event number, without rowid, one prepared insert, one transaction a group behind the batching queue with gather";

    public bool BlocksItsCaller => false;

    public void Open(string directory, int callers)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(directory, "records.sqlite"),
            Pooling = false,
        }.ToString());
        _connection.Open();
        Execute("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
        Execute("CREATE TABLE records(key BLOB PRIMARY KEY, document BLOB NOT NULL) WITHOUT ROWID");
        _begin = Prepare("BEGIN IMMEDIATE");
        _insert = Prepare("INSERT INTO records VALUES ($key, $document)");
        _commit = Prepare("COMMIT");
        _queue = new BatchingQueue<PeerRecord>(WriteGroup);
    }

    public ValueTask WriteAsync(int caller, long sequence) => _queue!.EnqueueAsync(new PeerRecord(caller, sequence));

    public void Close()
    {
        _queue?.Dispose();
        _begin?.Dispose();
        _insert?.Dispose();
        _commit?.Dispose();
        _connection?.Dispose();
    }

    private void WriteGroup(ReadOnlySpan<PeerRecord> group)
    {
        _begin!.ExecuteNonQuery();
        foreach (PeerRecord record in group)
        {
            record.WriteKey(_key);
            _insert!.ExecuteNonQuery();
        }
        _commit!.ExecuteNonQuery();
    }

    private void Execute(string sql)
    {
        using SqliteCommand command = new(sql, _connection);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Prepare(string sql)
    {
        SqliteCommand command = new(sql, _connection);
        if (sql.Contains('$'))
        {
            command.Parameters.AddWithValue("$key", _key);
            command.Parameters.AddWithValue("$document", SagaData.Document);
        }
        command.Prepare();
        return command;
    }
}
