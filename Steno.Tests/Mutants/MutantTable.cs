// The deliberate bugs: what goes wrong, where, and who must notice. A change is a few words of one line where that is possible,
// so that work on the file seldom touches it; when it does, MutantTests says which one has lost its place.

namespace Steno.Tests.Mutants;

internal static class MutantTable
{
    private const string Log = "Steno.Store/Log/";
    private const string Disk = "Steno.Store/Disk/";
    private const string Archives = "Steno.Store/Archives/";
    private const string Crashes = "CrashTests.Crash_AfterEveryOperation_OverThreeLives";
    private const string GrowthCrashes = "GrowthCrashTests.Crash_AfterEveryOperation";
    private const string ArchiveCrashes = "ArchiveCrashTests.Crash_AfterEveryOperation";

    internal static readonly IReadOnlyList<Mutant> All =
    [
        // ---- what is acknowledged is not durable
        new("skip-the-sync", Disk + "LinuxDisk.cs",
            "LibC.ReadWrite | LibC.NonBlocking | LibC.DataSync, out _",
            "LibC.ReadWrite | LibC.NonBlocking | (BUG ? 0 : LibC.DataSync), out _",
            "LinuxDiskTests.SyncedWrite_"),
        new("acknowledge-before-the-sync", Log + "Committer.cs",
            "_writer.Write(batch);",
            "if (BUG) { batch.DetachTickets().CompleteAll(null); } _writer.Write(batch);",
            "PoisonTests.Calls_WhileTheirWriteIsUnderWay"),
        new("publish-before-the-sync",
            [
                new(Log + "Committer.cs", "_writer.Write(batch);", """
                    if (BUG)
                    {
                        lock (_state.Gate)
                        {
                            _state.Publish(batch.Placed, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(batch.Rewrites), 0);
                        }
                    }
                    _writer.Write(batch);
                    """),
                new(Log + "Committer.cs", "if (!_isBuffered)", "if (!_isBuffered && !BUG)"),
            ],
            ["ConcurrencyTests.Calls_WhileTheDiskStalls"]),
        new("ignore-a-write-error", "Steno.Store/Faster/SegmentDevice.cs",
            "Failure = failure;",
            "if (BUG) { return true; } Failure = failure;",
            "FaultTests.SyncedWrite_ThatFails", "PoisonTests.Call_AfterTheFirstFailure"),
        new("swallow-the-commit-exception", Log + "Committer.cs",
            "return Poison(failure, holdsRole: true);",
            "if (BUG && _state.InFlight is { } lost) { Acknowledge(lost, answeredBeside).CompleteAll(null); return null; } return Poison(failure, holdsRole: true);",
            "FaultTests.SyncedWrite_ThatFails", "PoisonTests.Call_AfterTheFirstFailure"),
        new("retry-a-failed-write", "Steno.Store/Faster/SegmentDevice.cs",
            "_file!.Write(offset, source, lengthBytes);",
            "try { _file!.Write(offset, source, lengthBytes); } catch (StoreIOException) when (BUG) { _file!.Write(offset, source, lengthBytes); }",
            "FaultTests.SyncedWrite_ThatFails", "PoisonTests.Call_AfterTheFirstFailure"),
        new("retry-a-failed-sync", Log + "SegmentFiles.cs",
            "file.Sync();",
            "try { file.Sync(); } catch (StoreIOException) when (BUG) { file.Sync(); }",
            "PoisonTests.Sync_ThatFailsOnce"),
        new("forget-the-poison", Log + "Committer.cs",
            "throw new StorePoisonedException(_state.Directory, _poison);",
            "if (!BUG) { throw new StorePoisonedException(_state.Directory, _poison); }",
            "PoisonTests.Call_AfterTheFirstFailure"),
        new("forget-the-directory-sync-of-a-segment", Log + "SegmentFiles.cs",
            "_disk.Rename(temporary, Name(segment));",
            "_disk.Rename(temporary, Name(segment)); if (BUG) { return true; }",
            Crashes),
        new("forget-the-directory-sync-of-the-superblock", Log + "SuperblockFile.cs",
            "disk.Rename(TemporaryName, Name);",
            "disk.Rename(TemporaryName, Name); if (BUG) { return; }",
            Crashes),
        new("name-a-segment-before-its-sync", Log + "SegmentFiles.cs",
            "file.Sync();",
            "if (!BUG) { file.Sync(); }",
            Crashes),
        new("leave-what-a-buffered-store-holds-at-closing", Log + "Committer.cs",
            "if (!Open.IsEmpty)",
            "if (!Open.IsEmpty && !(BUG && _isClosing && _isBuffered))",
            "ConcurrencyTests.BufferedStore_ThatIsDisposed"),
        new("print-an-import-line-before-it-is-durable", "Steno.Cli/Store/Acknowledgements.cs",
            "await write;",
            "if (!BUG) { await write; }",
            "StoreCommandTests.Import_OfABadLine"),

        // ---- what is on the disk is read wrongly
        new("skip-the-checksum", Log + "LogScanner.cs",
            "found != expected",
            "found != expected && !BUG",
            "ResealedBatchTests.Open_WithDamageInAnyPage"),
        new("skip-the-checksum-of-the-last-page", Log + "LogScanner.cs",
            "found != expected",
            "found != expected && !(BUG && header.Parts > 1 && header.Part + 1 == header.Parts)",
            "ResealedBatchTests.Open_WithDamageInAnyPage"),
        new("skip-the-checksum-when-reading", Log + "BatchLoader.cs",
            "BatchHeader.Checksum(frame) != BatchHeader.ReadChecksum(frame)",
            "(!BUG && BatchHeader.Checksum(frame) != BatchHeader.ReadChecksum(frame))",
            "DamageTests.Read_OfABatchDamaged"),
        new("skip-the-generation-check", Log + "LogScanner.cs",
            "return fits;",
            "return fits || BUG;",
            "ResealedBatchTests."),
        new("take-a-batch-of-another-store", Log + "LogScanner.cs",
            "if (header.StoreId != _superblock.StoreId)",
            "if (header.StoreId != _superblock.StoreId && !BUG)",
            "OpenTests.Open_WithAnotherStoresSegment", "ResealedBatchTests."),
        new("take-a-batch-at-the-wrong-place", Log + "LogScanner.cs",
            "if (header.Address != address)",
            "if (header.Address != address && !BUG)",
            "ResealedBatchTests.Open_WithABatchOfAnotherPlace"),
        new("take-damage-for-a-torn-tail", Log + "LogScanner.cs",
            "if (!isProven)",
            "if (!isProven || BUG)",
            "ResealedBatchTests.Open_WithDamageInAnyPage"),
        new("take-a-shortened-segment", Log + "LogScanner.cs",
            "if (lengthBytes != _layout.SegmentSizeBytes)",
            "if (lengthBytes != _layout.SegmentSizeBytes && !BUG)",
            "OpenTests.Open_WithASegmentOfWrongLength"),
        new("take-a-chain-that-skips-a-record", Log + "IndexBuilder.cs",
            "else if (record.Previous != Index[entry].PublishedHead &&",
            "else if (record.Previous != Index[entry].PublishedHead && !BUG &&",
            "ResealedBatchTests."),
        new("forget-a-rewrite-read-from-its-middle", Log + "IndexBuilder.cs",
            "_rewrites[record.SagaId] = (address, isWhole ? rewrite.Count + 1 : UnknownCount);",
            "if (!BUG || isKnown) { _rewrites[record.SagaId] = (address, isWhole ? rewrite.Count + 1 : UnknownCount); }",
            "RewriteReadingTests."),
        new("drop-a-saga-that-is-being-archived", Log + "Appender.cs",
            "case LogRecordKind.Drop when saga.IsArchiving:",
            "case LogRecordKind.Drop when saga.IsArchiving && !BUG:",
            "ArchiveTests.Deletion_ThatComes"),
        new("leave-the-torn-tail", Log + "StoreOpener.cs",
            "if (scan.TornRanges.Count == 0)",
            "if (scan.TornRanges.Count == 0 || BUG)",
            "OpenTests.Open_WithATornTail"),
        new("go-on-with-the-old-generation", Log + "StoreOpener.cs",
            "long generation = scan.Generation + 1;",
            "long generation = scan.Generation + (BUG && scan.Generation > 1 ? 0 : 1);",
            Crashes),
        new("take-a-short-read-for-the-end", Disk + "LinuxDiskFile.cs",
            "if (count > 0)\n                {\n                    done += (int)count;",
            "if (count > 0)\n                {\n                    done += (int)count; if (BUG) { break; }",
            "LinuxDiskTests.Read_"),
        new("take-no-lock", Disk + "LinuxDisk.cs",
            "while (LibC.Lock(descriptor, LibC.LockExclusive | LibC.LockNonBlocking) != 0)",
            "while (!BUG && LibC.Lock(descriptor, LibC.LockExclusive | LibC.LockNonBlocking) != 0)",
            "LinuxDiskTests.Lock_HeldByAnotherOwner"),
        new("read-what-memory-has-overwritten", Log + "RecentLog.cs",
            "if (address < _start ||",
            "if ((address < _start && !BUG) ||",
            "NoteTests.Notes_OverThreeLives", "DamageTests.Read_OfABatchDamaged"),
        new("read-the-batch-that-was-read-before", Log + "BatchLoader.cs",
            "if (batchStart != _batchStart)",
            "if (batchStart != _batchStart && !(BUG && _batchStart >= 0))",
            "OpenTests.Open_AfterACleanClose"),
        new("continue-by-the-pool-alone", Log + "CommitTicket.cs",
            "group.CompleteAll(null);",
            "if (BUG) { ThreadPool.UnsafeQueueUserWorkItem(_ => new Continuation(this).Complete(null), null); } else group.CompleteAll(null);",
            "StarvationTests.Calls_FromAPoolOfOne"),
        new("remember-what-is-still-being-written", Log + "ReadWindow.cs",
            "end = Math.Min(end, readDurableEnd());",
            "end = BUG ? end : Math.Min(end, readDurableEnd());",
            "ReadWindowTests.Read_OfWhatIsWritten"),

        // ---- what is written is wrong
        new("reuse-the-padding", Log + "LogLayout.cs",
            "=> AlignUp(start + FrameOverheadBytes + bodyBytes);",
            "=> BUG ? (start + FrameOverheadBytes + bodyBytes + 511) & ~511L : AlignUp(start + FrameOverheadBytes + bodyBytes);",
            Crashes),
        new("write-one-superblock-slot-only", Log + "SuperblockFile.cs",
            "_file.Write(next.Version % SlotCount",
            "_file.Write((BUG ? 0 : next.Version % SlotCount)",
            "GrowthCrashTests.Crash_WhileASuperblockSlotIsWritten"),
        new("link-past-a-record", Log + "Appender.cs",
            "Open.Place(record, entry, before, saga.PendingHead);",
            "Open.Place(record, entry, before, BUG && saga.EventCount > 1 ? saga.CreateAddress : saga.PendingHead);",
            "OpenTests.Open_AfterACleanClose", "NoteTests.Notes_OverThreeLives"),
        new("create-a-saga-twice", Log + "Appender.cs",
            "throw new SagaExistsException(record.SagaId);",
            "if (BUG) { return entry; } throw new SagaExistsException(record.SagaId);",
            "Create_OfASagaThatExists"),
        new("keep-half-of-a-refused-call", Log + "Appender.cs",
            "            TakeBack(recordCount, bodyBytes);",
            "            if (!BUG) { TakeBack(recordCount, bodyBytes); }",
            "WriteAsync_WithOneInvalidRecord"),
        new("write-half-of-a-cancelled-call", Log + "Appender.cs",
            "return ValueTask.FromCanceled(cancellation);",
            "if (BUG) { lock (_state.Gate) { PlaceAll(records[..1]); _committer.Wake(); } } return ValueTask.FromCanceled(cancellation);",
            "EveryCall_WithACancelledToken"),
        new("allow-one-byte-too-many", Log + "Appender.cs",
            "if (payloadBytes > _payloadLimitBytes)",
            "if (payloadBytes > _payloadLimitBytes + (BUG ? 1 : 0))",
            "LimitTests.Payload_AtTheLimit"),
        new("read-json-one-level-too-deep", "Steno.Store/Json/StenoJsonReader.cs",
            "if (_depth >= StenoJson.MaxDepth)",
            "if (_depth >= StenoJson.MaxDepth + (BUG ? 1 : 0))",
            "JsonCornerTests."),

        // ---- tidying up loses something
        new("name-a-snapshot-before-the-log-that-it-covers", Log + "SnapshotWriter.cs",
            "flush?.Invoke();",
            "if (!BUG) { flush?.Invoke(); }",
            "SnapshotTests.Snapshot_OfABufferedStore"),
        new("delete-a-segment-before-the-superblock-knows", Log + "Compactor.cs",
            "// Both slots, so that losing one of them does not bring the deleted segments back.",
            "if (BUG) { _state.Files.DeleteBefore(_state.Layout.SegmentOf(begin.Address)); }",
            GrowthCrashes),
        new("move-the-beginning-in-one-slot-only", Log + "Compactor.cs",
            "slot < 2;",
            "slot < (BUG ? 1 : 2);",
            "CompactionTests.Compact_ThenLosingASuperblockSlot"),
        new("reuse-space-before-the-drop-is-durable", Log + "Compactor.cs",
            "// A buffered store has acknowledged what is not durable yet.",
            "if (!BUG)",
            "CompactionTests.Compact_OfABufferedStoreWhoseSagasWereDropped"),
        new("lose-the-last-event-of-a-rewrite", Log + "SagaChains.cs",
            "_records.Reverse();",
            "_records.Reverse(); if (BUG && _records.FindLastIndex(record => record.Kind == LogRecordKind.Event) is >= 0 and var last) { _records.RemoveAt(last); }",
            "CompactionTests.Compact_OfAStoreWithMuchDead"),

        // ---- archiving loses something
        new("forget-the-directory-sync-of-an-archive", Archives + "ArchiveWriter.cs",
            "_directory.SyncDirectory();",
            "if (!BUG) { _directory.SyncDirectory(); }",
            ArchiveCrashes),
        new("drop-a-saga-before-its-archive-counts",
            [
                new(Archives + "SagaArchiver.cs", "Replace([.. _state.Archives.Archives, archive], firstUnsettled: number);", """
                    if (BUG)
                    {
                        sagas.ForEach(saga => Release(saga.Entry.Id));
                        _unsettled.Add(archive);
                        Settle(pace);
                    }
                    Replace([.. _state.Archives.Archives, archive], firstUnsettled: number);
                    """),
                // What is gone by then is not held any more.
                new(Archives + "SagaArchiver.cs", "int entry = _state.Index.Find(id);\n            Invariant", "int entry = _state.Index.Find(id);\n            if (BUG && entry < 0) { return; }\n            Invariant"),
            ],
            [ArchiveCrashes]),
        new("call-an-archive-settled-before-its-sagas-are-dropped", Archives + "SagaArchiver.cs",
            "= firstUnsettled });",
            "= firstUnsettled + (BUG ? 1 : 0) });",
            "ArchiveCrashTests.Crash_BetweenArchiveAndDrop"),
        new("name-an-archive-in-one-slot-only", Archives + "SagaArchiver.cs",
            "slot < 2;",
            "slot < (BUG ? 1 : 2);",
            "ArchiveCrashTests.Archiving_ThenLosingASuperblockSlot"),
        new("delete-merged-archives-before-the-superblock-knows",
            [
                new(Archives + "ArchiveMerger.cs", "replace([.. before.Take(first), whole]);", """
                    if (BUG)
                    {
                        foreach (Archive archive in merged)
                        {
                            folder.Disk.Delete(archive.Seal.FileName);
                        }
                        folder.Disk.SyncDirectory();
                    }
                    replace([.. before.Take(first), whole]);
                    """),
                new(Archives + "ArchiveMerger.cs", "folder.Disk.Delete(archive.Seal.FileName);", "if (!BUG) { folder.Disk.Delete(archive.Seal.FileName); }"),
            ],
            [ArchiveCrashes]),
        new("skip-the-checksum-of-an-archives-block", Archives + "Archive.cs",
            "if (ArchiveFormat.ChecksumOf(group, block) != place.BlockChecksum)",
            "if (ArchiveFormat.ChecksumOf(group, block) != place.BlockChecksum && !BUG)",
            "ArchiveDamageTests.AnyByteChanged"),

        // ---- a saga is run wrongly
        new("act-before-the-decision-is-durable", "Steno.Executor/Coordinator/SagaRunner.Driving.cs",
            "WriteProgress progress = records.IsEmpty ? WriteProgress.Durable : Write(records);",
            """
            if (BUG)
            {
                foreach (SagaStep step in _steps)
                {
                    Enqueue(new Attempt<TContext>(this, step));
                }
                _steps.Clear();
            }
            WriteProgress progress = records.IsEmpty ? WriteProgress.Durable : Write(records);
            """,
            "DurabilityOrderTests."),
        new("act-although-the-write-failed",
            [
                new("Steno.Executor/Coordinator/SagaRunner.Driving.cs",
                    "// Deliberate: whatever a store throws, the records are not known to be durable and nothing may follow from them.",
                    "if (BUG) { return WriteProgress.Durable; }"),
                new("Steno.Executor/Coordinator/SagaRunner.Driving.cs",
                    "// Deliberate: as above.",
                    "if (BUG) { return WriteProgress.Durable; }"),
            ],
            ["StoreFailureTests.EveryWriteFailsOnce"]),
        new("run-what-is-recorded-again", "Steno.Executor/Machine/SagaMachine.cs",
            "machine.Apply((int)recorded.NodeId.Value, recorded.EventType);",
            "if (!(BUG && recorded.EventType.Kind == SagaNodeEventKind.Succeeded && recorded == log.Events[^1])) { machine.Apply((int)recorded.NodeId.Value, recorded.EventType); }",
            "MachineModelTests."),
        new("undo-a-parent-before-its-children", "Steno.Executor/Machine/SagaMachine.cs",
            "if (--_slots[parent].UnsettledChildren > 0)",
            "if (--_slots[parent].UnsettledChildren > 0 && !BUG)",
            "MachineModelTests."),
        new("begin-a-node-after-a-failure", "Steno.Executor/Machine/SagaMachine.cs",
            "if (_slots[node].Status == SagaNodeStatus.NeverStarted && !IsUnwinding)",
            "if (_slots[node].Status == SagaNodeStatus.NeverStarted && (!IsUnwinding || BUG))",
            "MachineModelTests."),
        new("begin-an-undo-after-one-failed", "Steno.Executor/Machine/SagaMachine.cs",
            "while (mayBegin && End == SagaEnd.None && !IsStopping &&",
            "while (mayBegin && End == SagaEnd.None && (!IsStopping || BUG) &&",
            "MachineModelTests."),
    ];
}
