using Steno.Store.Log;

namespace Steno.Tests.Stores;

/// <summary>The bytes of a note, as docs/file-format.md has them, and what is refused in their place.</summary>
public class RecordCodecTests
{
    private static readonly SagaId s_id = Sample.Id(7);
    private static readonly RecordAddress s_previous = RecordAddress.At(4096, 36);

    [Theory]
    [InlineData("")]
    [InlineData("abandoned")]
    [InlineData("é \U0001F600\0\r\n\"")]
    public void Note_EncodedAndDecoded_IsTheSame(string text)
    {
        byte[] bytes = Encode(text);
        Assert.True(RecordCodec.TryDecode(bytes, out RecordView view, out string? problem), problem);
        Assert.Equal((LogRecordKind.Note, (byte)0, s_id, 0u, s_previous), (view.Kind, view.Detail, view.SagaId, view.NodeIdOrNameBytes, view.Previous));
        Assert.Equal(bytes.Length, view.SizeBytes);
        Assert.Equal(text, new StoredRecord(view.Kind, view.Detail, view.SagaId, view.NodeIdOrNameBytes, view.Previous, view.Payload.ToArray()).ToNote());
    }

    [Fact]
    public void Note_Encoded_HasTheBytesOfTheFileFormat()
    {
        byte[] expected =
        [
            4, 0, 0, 0, 3, 0, 0, 0,
            36, 0, 0, 64, 0, 0, 0, 0, // block 8, offset 36
            0, 0, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, 7,
            0, 0, 0, 0,
            (byte)'a', 0xC3, 0xA9,
        ];
        Assert.Equal(expected, Encode("aé"));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 5)]
    [InlineData(0, 255)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    [InlineData(32, 1)]
    [InlineData(35, 1)]
    public void Note_WithAByteThatItCannotHave_IsOfNoKnownKind(int offset, byte value)
    {
        byte[] bytes = Encode("abandoned");
        bytes[offset] = value;
        Assert.False(RecordCodec.TryDecode(bytes, out _, out string? problem));
        Assert.Equal("a record is of no known kind", problem);
    }

    [Fact]
    public void Note_CutAnywhere_DoesNotFitItsBatch()
    {
        byte[] bytes = Encode("abandoned");
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(RecordCodec.TryDecode(bytes.AsSpan(0, length), out _, out string? problem));
            Assert.Equal("a record does not fit its batch", problem);
        }
    }

    private static byte[] Encode(string text)
    {
        PreparedRecord record = PreparedRecord.From(new SagaNote(s_id, text));
        var bytes = new byte[RecordCodec.HeaderBytes + (int)record.PayloadBytes];
        RecordCodec.Encode(record, s_previous, bytes);
        return bytes;
    }
}
