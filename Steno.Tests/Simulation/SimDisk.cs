using Steno.Store;
using Steno.Store.Disk;

namespace Steno.Tests.Simulation;

/// <summary>
/// A disk in memory that can lose, tear, refuse and stall. It knows for every file what is on stable storage and what is not:
/// writes of <see cref="DiskFileMode.SyncedWrite"/> are durable on return, other writes after a sync, creates, renames and
/// deletes after a sync of the directory. A crash keeps all that is durable and any subset of the rest, by 512-byte sector.
/// It records every call, so that a crash can be tried after each of them. With <see cref="InFlight"/> calls of several threads
/// are in flight at once and end in any order, and their beginnings and ends are recorded.
/// </summary>
internal sealed class SimDisk : IDisk
{
    internal const int ENOENT = 2, EIO = 5, EACCES = 13, EEXIST = 17, EINVAL = 22, ENOSPC = 28, EROFS = 30;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, SimFile> _names = [];
    private readonly Dictionary<string, SimFile> _durableNames = [];
    /// <summary>Directory changes since the last sync of the directory, in order: the name loses its file, or gets this one.</summary>
    private readonly List<NameChange> _unsyncedNames = [];
    private readonly HashSet<string> _locks = [];
    /// <summary>Directories in this one; their files' names begin with theirs and a slash.</summary>
    private readonly SortedSet<string> _subdirectories = new(StringComparer.Ordinal);
    private readonly List<DiskOperation> _operations = [];
    private readonly List<DiskEvent> _events = [];
    private int _begunCount;
    private int _fileCount;
    private bool _isCrashed;
    private DiskFault? _fault;

    internal SimDisk(bool exists = false) => State = exists ? DiskDirectoryState.IsDirectory : DiskDirectoryState.Missing;

    public string Directory { get; init; } = "/sim/store";
    public int BlockSizeBytes { get; init; } = 4096;

    /// <summary>What is at the directory's path.</summary>
    internal DiskDirectoryState State { get; set; }
    /// <summary>Every change fails with this errno (EROFS or EACCES) when not 0.</summary>
    internal int ReadOnlyErrno { get; set; }
    /// <summary>A sector that cannot be read: every read that covers it fails with EIO.</summary>
    internal (string Name, long OffsetBytes)? BadSector { get; set; }
    /// <summary>All files together cannot grow beyond this: ENOSPC.</summary>
    internal long SpaceLimitBytes { get; set; } = long.MaxValue;
    /// <summary>Whether writes record their data, for <see cref="Replay"/>.</summary>
    internal bool RecordsData { get; init; }
    /// <summary>Called before each operation, outside of any lock; may block it.</summary>
    internal Action<DiskOperation>? BeforeOperation { get; set; }

    /// <summary>
    /// Called when an operation that changes something has begun, outside of any lock; it ends some time after this returned. May
    /// block it, and operations of other threads begin and end meanwhile. With it, <see cref="Events"/> are recorded.
    /// </summary>
    internal Action<DiskOperation>? InFlight { get; set; }

    /// <summary>Called after each operation that succeeded, outside of any lock.</summary>
    internal Action<DiskOperation>? AfterOperation { get; set; }

    /// <summary>How many operations were done so far.</summary>
    internal int OperationCount { get { lock (_gate) { return _operations.Count; } } }
    internal IReadOnlyList<DiskOperation> Operations { get { lock (_gate) { return [.. _operations]; } } }
    /// <summary>Beginnings and ends of the operations that change something, in their order, when <see cref="InFlight"/> is set.</summary>
    internal IReadOnlyList<DiskEvent> Events { get { lock (_gate) { return [.. _events]; } } }
    internal int EventCount { get { lock (_gate) { return _events.Count; } } }
    internal long UsedBytes { get { lock (_gate) { return _names.Values.Sum(file => (long)file.LengthBytes); } } }
    internal IReadOnlyList<string> Names { get { lock (_gate) { return [.. _names.Keys.Order(StringComparer.Ordinal)]; } } }

    public DiskDirectoryState Probe()
    {
        lock (_gate)
        {
            CheckAlive("probe", Directory);
            return State;
        }
    }

    public void CreateDirectory()
        => Run(new(DiskOperationKind.CreateDirectory, ""), () =>
        {
            if (State != DiskDirectoryState.Missing)
            {
                throw Failure("create", Directory, EEXIST);
            }
            State = DiskDirectoryState.IsDirectory; // durable at once: the interface syncs the parent
        });

    public IReadOnlyList<string> List()
    {
        IReadOnlyList<string> names = [];
        Run(new(DiskOperationKind.List, ""), () =>
        {
            if (State == DiskDirectoryState.Missing)
            {
                throw Failure("list", Directory, ENOENT);
            }
            names = [.. _names.Keys.Where(name => !name.Contains('/')), .. _subdirectories];
        });
        return names;
    }

    public IDisk Subdirectory(string name) => new SimSubdirectory(this, name);

    public IDiskFile Open(string name, DiskFileMode mode)
    {
        SimFile? file = null;
        if (mode is DiskFileMode.Create or DiskFileMode.CreateDirect)
        {
            Run(new(DiskOperationKind.Create, name), () => file = CreateFile(name));
        }
        else
        {
            Run(new(DiskOperationKind.Open, name, IsSynced: mode == DiskFileMode.SyncedWrite), () =>
            {
                if (mode == DiskFileMode.SyncedWrite && ReadOnlyErrno != 0)
                {
                    throw Failure("open", PathOf(name), ReadOnlyErrno);
                }
                file = _names.GetValueOrDefault(name) ?? throw Failure("open", PathOf(name), ENOENT);
            });
        }
        return new SimDiskFile(this, name, file!, mode);
    }

    public void Rename(string from, string to)
        => Run(new(DiskOperationKind.Rename, from, Target: to), () => RenameFile(from, to));

    public void Delete(string name)
        => Run(new(DiskOperationKind.Delete, name), () => DeleteFile(name));

    public void SyncDirectory()
        => Run(new(DiskOperationKind.SyncDirectory, ""), () => BeginSyncNames(""));

    public IDisposable? TryLock(string name)
    {
        SimLock? held = null;
        Run(new(DiskOperationKind.Lock, name), () =>
        {
            if (ReadOnlyErrno != 0)
            {
                throw Failure("open", PathOf(name), ReadOnlyErrno);
            }
            if (!_names.ContainsKey(name))
            {
                CreateFile(name);
            }
            if (_locks.Add(name))
            {
                held = new SimLock(this, name);
            }
        });
        return held;
    }

    /// <summary>Makes the Nth call from now of the given kinds fail (1 is the next), once or from then on; calls of the threads of one name are spared.</summary>
    internal void Fail(DiskOperationKind kinds, int nth, int errno, bool isSticky = false, string? sparedThread = null)
    {
        lock (_gate)
        {
            _fault = new DiskFault(kinds, nth, errno, isSticky, sparedThread);
        }
    }

    /// <summary>Whether the planned fault was met.</summary>
    internal bool WasFaultMet { get { lock (_gate) { return _fault is { WasMet: true }; } } }

    internal void ClearFaults()
    {
        lock (_gate)
        {
            _fault = null;
        }
    }

    /// <summary>A crash now: this disk answers EIO from here on, its locks die with it, and what survived is in the new disk.</summary>
    internal SimDisk Crash(Choice choose)
    {
        lock (_gate)
        {
            _isCrashed = true;
            return Survivor(choose);
        }
    }

    /// <summary>The disk as it would be after a crash now; this one goes on.</summary>
    internal SimDisk CrashedCopy(Choice choose)
    {
        lock (_gate)
        {
            return Survivor(choose);
        }
    }

    /// <summary>How many yes-or-no questions a crash now would ask at most: a file whose name survives asks for its sectors, too.</summary>
    internal int CrashChoiceCount
    {
        get
        {
            int count = 0;
            CrashedCopy(bound => { count++; return bound - 1; });
            return count;
        }
    }

    /// <summary>An independent disk with the same contents, unsynced ones included, and no locks, faults or history.</summary>
    internal SimDisk Clone()
    {
        lock (_gate)
        {
            SimDisk copy = NewLike();
            var files = new Dictionary<SimFile, SimFile>();
            SimFile Copied(SimFile file) => files.TryGetValue(file, out SimFile? known) ? known : files[file] = file.Clone();
            foreach ((string name, SimFile file) in _names)
            {
                copy._names[name] = Copied(file);
            }
            foreach ((string name, SimFile file) in _durableNames)
            {
                copy._durableNames[name] = Copied(file);
            }
            copy._unsyncedNames.AddRange(_unsyncedNames.Select(change => change with { File = change.File is null ? null : Copied(change.File) }));
            return copy;
        }
    }

    /// <summary>A copy of a file's contents.</summary>
    internal byte[] ReadAll(string name)
    {
        lock (_gate)
        {
            return _names[name].ReadAll();
        }
    }

    /// <summary>A copy of some bytes of a file.</summary>
    internal byte[] Read(string name, int offset, int length)
    {
        byte[] bytes = new byte[length];
        lock (_gate)
        {
            _names[name].Read(offset, bytes);
        }
        return bytes;
    }

    /// <summary>Puts contents in place durably, behind the store's back.</summary>
    internal void Put(string name, ReadOnlySpan<byte> contents)
    {
        lock (_gate)
        {
            if (!_names.TryGetValue(name, out SimFile? file))
            {
                file = _names[name] = new SimFile { Number = _fileCount++ };
            }
            if (DirectoryOf(name) is { Length: > 0 } directory)
            {
                _subdirectories.Add(directory);
            }
            _durableNames[name] = file;
            file.Replace(contents);
        }
    }

    /// <summary>Changes some bytes of a file durably, behind the store's back.</summary>
    internal void Overwrite(string name, int offset, ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            _names[name].Overwrite(offset, bytes);
        }
    }

    /// <summary>Takes a file away durably, behind the store's back.</summary>
    internal void Remove(string name)
    {
        lock (_gate)
        {
            _names.Remove(name);
            _durableNames.Remove(name);
        }
    }

    /// <summary>One hash over all names and contents.</summary>
    internal UInt128 Fingerprint()
    {
        var hash = new ContentHash();
        lock (_gate)
        {
            foreach ((string name, SimFile file) in _names.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                hash.Add(name);
                file.AddTo(hash);
            }
        }
        return hash.Finish();
    }

    /// <summary>
    /// Does recorded operations again on this disk. With <paramref name="lastIsInFlight"/> the last one, when it is a write,
    /// counts as not yet returned: its sectors are unsynced whatever its mode, so that a crash may tear it.
    /// </summary>
    internal void Replay(IEnumerable<DiskOperation> operations, bool lastIsInFlight)
    {
        DiskOperation? previous = null;
        foreach (DiskOperation operation in operations)
        {
            if (previous is not null)
            {
                Redo(previous, isSynced: previous.IsSynced);
            }
            previous = operation;
        }
        bool isUnfinishedSync = lastIsInFlight && previous?.Kind is (DiskOperationKind.Sync or DiskOperationKind.SyncDirectory);
        if (previous is not null && !isUnfinishedSync)
        {
            Redo(previous, isSynced: previous.IsSynced && !lastIsInFlight);
        }
    }

    /// <summary>Does recorded operations again, each effective when it ended; a sync covers what there was when it began.</summary>
    /// <returns>The operations that began and did not end, in the order of their beginnings, with what each would do at its end.</returns>
    internal IReadOnlyList<(DiskOperation Operation, Action End)> Replay(IEnumerable<DiskEvent> events)
    {
        var inFlight = new SortedDictionary<int, (DiskOperation Operation, Action End)>();
        foreach (DiskEvent now in events)
        {
            if (now.Phase == DiskPhase.Begun)
            {
                inFlight.Add(now.Number, (now.Operation, Redoing(now.Operation)));
            }
            else
            {
                inFlight.Remove(now.Number, out var begun);
                if (now.Phase == DiskPhase.Done)
                {
                    // What it says now is complete: a file has its number only when it was created.
                    (now.Operation.Kind is DiskOperationKind.Sync or DiskOperationKind.SyncDirectory ? begun.End : Redoing(now.Operation))();
                }
            }
        }
        return [.. inFlight.Values];
    }

    /// <summary>What a power cut leaves of an operation in flight: nothing, everything, or of a write some sectors. Names are left to the crash.</summary>
    /// <returns>Whether it was torn: some sectors of a write and not all.</returns>
    internal bool Leave(DiskOperation operation, Action end, Choice choose)
    {
        const int Nothing = 0, Everything = 1, Outcomes = 6;
        switch (operation.Kind)
        {
            case DiskOperationKind.Create or DiskOperationKind.Lock or DiskOperationKind.Rename or DiskOperationKind.Delete:
                lock (_gate)
                {
                    end();
                }
                return false;
            case DiskOperationKind.Write:
                int sectors = (operation.Data!.Length + SimFile.SectorBytes - 1) / SimFile.SectorBytes;
                int outcome = choose(Outcomes);
                bool[] kept = [.. Enumerable.Range(0, sectors).Select(_ => outcome == Everything || (outcome != Nothing && choose(2) == 1))];
                lock (_gate)
                {
                    FileOf(operation)?.WriteSectors((int)operation.OffsetBytes, operation.Data, kept);
                }
                return kept.Contains(true) && kept.Contains(false);
            default:
                if (choose(2) == 1)
                {
                    lock (_gate)
                    {
                        end();
                    }
                }
                return false;
        }
    }

    internal void Run(DiskOperation operation, Action action) => Run(operation, () => action);

    /// <summary>Does an operation in two steps: at its beginning it looks at what is there, at its end it is done.</summary>
    internal void Run(DiskOperation operation, Func<Action> begin)
    {
        BeforeOperation?.Invoke(operation);
        Action end;
        int number = -1;
        lock (_gate)
        {
            end = begin();
            if (InFlight is not null && (operation.Kind & (DiskOperationKind.Changes | DiskOperationKind.Lock)) != 0)
            {
                number = _begunCount++;
                _events.Add(new DiskEvent(number, DiskPhase.Begun, operation));
            }
        }
        if (number >= 0)
        {
            InFlight!(operation);
        }
        lock (_gate)
        {
            string path = operation.Name.Length == 0 ? Directory : PathOf(operation.Name);
            string verb = operation.Kind == DiskOperationKind.Create ? "open" : operation.Kind.ToString();
            CheckAlive(verb, path);
            bool isDone = false;
            try
            {
                if (ReadOnlyErrno != 0 && (operation.Kind & DiskOperationKind.Changes) != 0)
                {
                    throw Failure(verb, path, ReadOnlyErrno);
                }
                if (_fault?.Meets(operation.Kind) == true)
                {
                    FailPartly(operation);
                    throw Failure(verb, path, _fault.Errno);
                }
                end();
                Record(operation);
                isDone = true;
            }
            finally
            {
                if (number >= 0)
                {
                    _events.Add(isDone ? new DiskEvent(number, DiskPhase.Done, _operations[^1]) : new DiskEvent(number, DiskPhase.Failed, operation));
                }
            }
        }
        AfterOperation?.Invoke(operation);
    }

    internal void CheckSpace(SimFile file, long endBytes, string path)
    {
        long growth = Math.Max(0, endBytes - file.LengthBytes);
        if (growth > 0 && _names.Values.Sum(other => (long)other.LengthBytes) + growth > SpaceLimitBytes)
        {
            throw Failure("write", path, ENOSPC);
        }
    }

    internal string PathOf(string name) => $"{Directory}/{name}";

    internal static StoreIOException Failure(string operation, string path, int errno)
        => new(operation.ToLowerInvariant(), path, errno, "simulated: " + System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(errno));

    private void Record(DiskOperation operation)
        => _operations.Add(operation.Kind switch
        {
            DiskOperationKind.Create or DiskOperationKind.Lock => operation with { FileNumber = _names[operation.Name].Number },
            DiskOperationKind.Write when !RecordsData => operation with { Data = null },
            _ => operation,
        });

    /// <param name="name">The file's name.</param>
    /// <param name="number">Its number in the life that is replayed; -1 for the next one.</param>
    private SimFile CreateFile(string name, int number = -1)
    {
        if (State != DiskDirectoryState.IsDirectory)
        {
            throw Failure("open", PathOf(name), ENOENT);
        }
        // Emptying an existing file is modelled as a new file under the name: a crash leaves the old contents or the new ones.
        var file = new SimFile { Number = number >= 0 ? number : _fileCount };
        _fileCount = file.Number + 1;
        _names[name] = file;
        _unsyncedNames.Add(new(null, name, file));
        return file;
    }

    private void RenameFile(string from, string to)
    {
        if (!_names.Remove(from, out SimFile? file))
        {
            throw Failure("rename", PathOf(from), ENOENT);
        }
        _names[to] = file;
        _unsyncedNames.Add(new(from, to, file));
    }

    private void DeleteFile(string name)
    {
        if (!_names.Remove(name))
        {
            throw Failure("delete", PathOf(name), ENOENT);
        }
        _unsyncedNames.Add(new(name, null, null));
    }

    /// <summary>A sync of a directory covers the changes from before it began. One that another sync made durable meanwhile is not done again.</summary>
    private Action BeginSyncNames(string directory)
    {
        List<NameChange> covered = [.. _unsyncedNames.Where(change => DirectoryOf(change.Gets ?? change.Loses!) == directory)];
        return () =>
        {
            foreach (NameChange change in covered)
            {
                if (_unsyncedNames.Remove(change))
                {
                    Apply(_durableNames, change, change.File);
                }
            }
        };
    }

    private static string DirectoryOf(string name) => name.Contains('/') ? name[..name.IndexOf('/')] : "";

    private static void Apply(Dictionary<string, SimFile> names, NameChange change, SimFile? file)
    {
        if (change.Loses is not null)
        {
            names.Remove(change.Loses);
        }
        if (change.Gets is not null)
        {
            names[change.Gets] = file!;
        }
    }

    private SimDisk Survivor(Choice choose)
    {
        SimDisk survivor = NewLike();
        var files = new Dictionary<SimFile, SimFile>();
        SimFile Crashed(SimFile file) => files.TryGetValue(file, out SimFile? known) ? known : files[file] = file.Crash(choose);
        foreach ((string name, SimFile file) in _durableNames)
        {
            survivor._names[name] = Crashed(file);
        }
        foreach (NameChange change in _unsyncedNames)
        {
            if (choose(2) == 1)
            {
                Apply(survivor._names, change, change.File is null ? null : Crashed(change.File));
            }
        }
        foreach ((string name, SimFile file) in survivor._names)
        {
            survivor._durableNames[name] = file;
        }
        return survivor;
    }

    private SimDisk NewLike()
    {
        var copy = new SimDisk
        {
            Directory = Directory,
            BlockSizeBytes = BlockSizeBytes,
            State = State,
            SpaceLimitBytes = SpaceLimitBytes,
            RecordsData = RecordsData,
            _fileCount = _fileCount,
        };
        copy._subdirectories.UnionWith(_subdirectories);
        return copy;
    }

    /// <summary>Begins an operation again; call what it returns to end it.</summary>
    private Action Redoing(DiskOperation operation) => operation.Kind switch
    {
        DiskOperationKind.Sync => FileOf(operation)?.BeginSync() ?? (static () => { }),
        DiskOperationKind.SyncDirectory => BeginSyncNames(operation.Name),
        _ => () => Redo(operation, operation.IsSynced),
    };

    private void Redo(DiskOperation operation, bool isSynced)
    {
        lock (_gate)
        {
            switch (operation.Kind)
            {
                case DiskOperationKind.CreateDirectory when operation.Name.Length > 0:
                    _subdirectories.Add(operation.Name);
                    break;
                case DiskOperationKind.CreateDirectory:
                    State = DiskDirectoryState.IsDirectory;
                    break;
                case DiskOperationKind.Create:
                    CreateFile(operation.Name, operation.FileNumber);
                    break;
                case DiskOperationKind.Lock when !_names.ContainsKey(operation.Name):
                    CreateFile(operation.Name, operation.FileNumber);
                    break;
                case DiskOperationKind.Write:
                    FileOf(operation)?.Write((int)operation.OffsetBytes, operation.Data ?? throw new InvalidOperationException("The data was not recorded."), isSynced);
                    break;
                case DiskOperationKind.Sync:
                    FileOf(operation)?.Sync();
                    break;
                case DiskOperationKind.Rename:
                    RenameFile(operation.Name, operation.Target);
                    break;
                case DiskOperationKind.Delete:
                    DeleteFile(operation.Name);
                    break;
                case DiskOperationKind.SyncDirectory:
                    BeginSyncNames(operation.Name)();
                    break;
                default:
                    break; // reads change nothing
            }
        }
    }

    private SimFile? FileOf(DiskOperation operation) => _names.Values.FirstOrDefault(file => file.Number == operation.FileNumber);

    /// <summary>A failed write may have put its first sectors anywhere; a failed sync counts its pages as clean.</summary>
    private void FailPartly(DiskOperation operation)
    {
        if (operation.Kind == DiskOperationKind.Write && operation.Data is { } data && _fault!.Errno != ENOSPC)
        {
            int half = data.Length / 2 / SimFile.SectorBytes * SimFile.SectorBytes;
            FileOf(operation)?.Write((int)operation.OffsetBytes, data.AsSpan(0, half), isSynced: false);
        }
        else if (operation.Kind == DiskOperationKind.Sync)
        {
            FileOf(operation)?.FailSync();
        }
    }

    private void CheckAlive(string operation, string path)
    {
        if (_isCrashed)
        {
            throw Failure(operation, path, EIO);
        }
    }

    /// <summary>A directory in the simulated one. Its creation is durable at once, as the interface says.</summary>
    private sealed class SimSubdirectory(SimDisk disk, string name) : IDisk
    {
        public string Directory => disk.PathOf(name);
        public int BlockSizeBytes => disk.BlockSizeBytes;

        public DiskDirectoryState Probe()
        {
            lock (disk._gate)
            {
                disk.CheckAlive("probe", Directory);
                return disk._subdirectories.Contains(name) ? DiskDirectoryState.IsDirectory
                    : disk._names.ContainsKey(name) ? DiskDirectoryState.IsSomethingElse
                    : DiskDirectoryState.Missing;
            }
        }

        public void CreateDirectory() => disk.Run(new(DiskOperationKind.CreateDirectory, name), () =>
        {
            if (!disk._subdirectories.Add(name))
            {
                throw Failure("create", Directory, EEXIST);
            }
        });

        public IReadOnlyList<string> List()
        {
            IReadOnlyList<string> names = [];
            disk.Run(new(DiskOperationKind.List, name), () => names = [.. disk._names.Keys.Where(file => DirectoryOf(file) == name).Select(file => file[(name.Length + 1)..])]);
            return names;
        }

        public IDisk Subdirectory(string inner) => throw new NotSupportedException("One level is enough.");
        public IDiskFile Open(string file, DiskFileMode mode) => disk.Open($"{name}/{file}", mode);
        public void Rename(string from, string to) => disk.Rename($"{name}/{from}", $"{name}/{to}");
        public void Delete(string file) => disk.Delete($"{name}/{file}");
        public void SyncDirectory() => disk.Run(new(DiskOperationKind.SyncDirectory, name), () => disk.BeginSyncNames(name));
        public IDisposable? TryLock(string file) => throw new NotSupportedException("Only the store itself is locked.");
    }

    private sealed class SimLock(SimDisk disk, string name) : IDisposable
    {
        private bool _isReleased;

        public void Dispose()
        {
            lock (disk._gate)
            {
                if (!_isReleased)
                {
                    _isReleased = true;
                    disk._locks.Remove(name);
                }
            }
        }
    }

    /// <summary>A name loses its file, or gets this one, or both. Equal ones are different changes.</summary>
    private sealed record NameChange(string? Loses, string? Gets, SimFile? File)
    {
        public bool Equals(NameChange? other) => ReferenceEquals(this, other);
        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }

    private sealed class DiskFault(DiskOperationKind kinds, int nth, int errno, bool isSticky, string? sparedThread)
    {
        private int _left = nth;

        internal int Errno => errno;
        internal bool WasMet { get; private set; }

        internal bool Meets(DiskOperationKind kind)
        {
            bool isSpared = sparedThread is not null && Thread.CurrentThread.Name == sparedThread;
            if ((kind & kinds) == 0 || isSpared || (WasMet && !isSticky))
            {
                return false;
            }
            if (!WasMet && --_left > 0)
            {
                return false;
            }
            WasMet = true;
            return true;
        }
    }

    private sealed unsafe class SimDiskFile(SimDisk disk, string name, SimFile file, DiskFileMode mode) : IDiskFile
    {
        private bool _isDisposed;

        public string Name => name;

        public long LengthBytes
        {
            get
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                lock (disk._gate)
                {
                    disk.CheckAlive("length", disk.PathOf(name));
                    return file.LengthBytes;
                }
            }
        }

        public int Read(long offsetBytes, byte* destination, int lengthBytes)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            CheckAlignment("read", offsetBytes, destination, lengthBytes);
            int count = 0;
            disk.Run(new(DiskOperationKind.Read, name, file.Number), () =>
            {
                count = (int)Math.Clamp(file.LengthBytes - offsetBytes, 0, lengthBytes);
                if (disk.BadSector is { } bad && bad.Name == name && bad.OffsetBytes >= offsetBytes && bad.OffsetBytes < offsetBytes + count)
                {
                    throw Failure("read", disk.PathOf(name), EIO);
                }
                if (count > 0)
                {
                    file.Read((int)offsetBytes, new Span<byte>(destination, count));
                }
            });
            return count;
        }

        public void Write(long offsetBytes, byte* source, int lengthBytes)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (mode == DiskFileMode.Read)
            {
                throw Failure("write", disk.PathOf(name), 9 /* EBADF */);
            }
            CheckAlignment("write", offsetBytes, source, lengthBytes);
            bool isSynced = mode == DiskFileMode.SyncedWrite;
            byte[] data = new ReadOnlySpan<byte>(source, lengthBytes).ToArray();
            disk.Run(new(DiskOperationKind.Write, name, file.Number, offsetBytes, data, isSynced), () =>
            {
                disk.CheckSpace(file, offsetBytes + lengthBytes, disk.PathOf(name));
                file.Write((int)offsetBytes, data, isSynced);
            });
        }

        public void Sync()
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            disk.Run(new(DiskOperationKind.Sync, name, file.Number), file.BeginSync);
        }

        public void Dispose() => _isDisposed = true;

        private void CheckAlignment(string operation, long offsetBytes, byte* address, int lengthBytes)
        {
            if (mode is DiskFileMode.SyncedWrite or DiskFileMode.CreateDirect && ((offsetBytes | (long)address | (uint)lengthBytes) & (SimFile.SectorBytes - 1)) != 0)
            {
                throw Failure(operation, disk.PathOf(name), EINVAL); // what O_DIRECT says
            }
        }
    }
}
