using Steno.Store;
using Steno.Store.Log;

namespace Steno.Tests.Growth;

/// <summary>
/// A rewrite may go over many batches, and reading may begin between any two of them: at a snapshot's start, or where the log
/// begins now.
/// </summary>
public sealed class RewriteReadingTests
{
    private const long BatchStep = 4096;
    private static readonly SagaId s_id = new(Guid.Parse("4f8b0a52-0000-4000-8000-000000000001"));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Rewrite_ReadFromAnyOfItsBatches_TakesEffect(int firstBatch)
    {
        List<PreparedRecord>[] batches = RewriteInFourBatches();
        var builder = new IndexBuilder(AddressOf(firstBatch));
        for (int batch = firstBatch; batch < batches.Length; batch++)
        {
            Assert.Null(Visit(builder, batch, batches[batch], LastBefore(batches, batch)));
        }
        Assert.Null(builder.Finish());
        int entry = builder.Index.Find(s_id);
        Assert.True(entry >= 0);
        Assert.Equal(5, builder.Index[entry].EventCount);
        Assert.Equal(SagaCachedState.Unwinding, builder.Index[entry].PublishedState);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Rewrite_WithARecordMissing_IsRefused(int firstBatch)
    {
        List<PreparedRecord>[] batches = RewriteInFourBatches();
        var builder = new IndexBuilder(AddressOf(firstBatch));
        for (int batch = firstBatch; batch < 2; batch++)
        {
            Assert.Null(Visit(builder, batch, batches[batch], LastBefore(batches, batch)));
        }
        // The third batch links to the one before the last record of the second.
        RecordAddress skipping = RecordAddress.At(AddressOf(1), 0);
        string? problem = Visit(builder, 2, batches[2], skipping);
        Assert.Contains("does not continue its chain", problem, StringComparison.Ordinal);
    }

    private static List<PreparedRecord>[] RewriteInFourBatches() =>
    [
        [Record(LogRecordKind.Create, (byte)SagaCachedState.Running), Record(LogRecordKind.Event)],
        [Record(LogRecordKind.Event), Record(LogRecordKind.Event)],
        [Record(LogRecordKind.Event), Record(LogRecordKind.Event), Record(LogRecordKind.Update, (byte)SagaCachedState.Unwinding)],
        [PreparedRecord.RewriteEnd(s_id, new RewriteSummary
        {
            CreateAddress = RecordAddress.At(AddressOf(0), 0),
            CommitTimeUtcMs = 0,
            EventCount = 5,
            RecordCount = 7,
            SizeBytes = 8 * RecordCodec.HeaderBytes + RewriteSummary.PayloadBytes,
            State = SagaCachedState.Unwinding,
            Traits = SagaTraits.HasUpdate,
        })],
    ];

    private static PreparedRecord Record(LogRecordKind kind, byte detail = 0)
        => new() { Kind = kind, Detail = detail, SagaId = s_id, IsRewrite = true };

    private static RecordAddress LastBefore(List<PreparedRecord>[] batches, int batch)
        => batch == 0 ? RecordAddress.None : RecordAddress.At(AddressOf(batch - 1), (batches[batch - 1].Count - 1) * RecordCodec.HeaderBytes);

    private static string? Visit(IndexBuilder builder, int batch, List<PreparedRecord> records, RecordAddress previous)
    {
        var body = new byte[records.Sum(static record => RecordCodec.HeaderBytes + (int)record.PayloadBytes)];
        int offset = 0;
        foreach (PreparedRecord record in records)
        {
            RecordCodec.Encode(record, previous, body.AsSpan(offset));
            previous = RecordAddress.At(AddressOf(batch), offset);
            offset += RecordCodec.HeaderBytes + (int)record.PayloadBytes;
        }
        var header = new BatchHeader
        {
            Kind = BatchKind.Records,
            StoreId = Guid.Empty,
            Generation = 1,
            Sequence = batch,
            Address = AddressOf(batch),
            CommitTimeUtcMs = 0,
            BodyBytes = body.Length,
            RecordCount = records.Count,
            Parts = 1,
        };
        return builder.Visit(header, AddressOf(batch), body);
    }

    private static long AddressOf(int batch) => (batch + 1) * BatchStep;
}
