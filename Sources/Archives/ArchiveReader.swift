import CArchive
import Glibc

/// One file's bytes as a stream: a plain file, a compressed file, or one member of an archive.
///
/// What the file is gets read from its first bytes, never from its name. A plain file comes through
/// `read(2)`, all else through libarchive: gzip, bzip2, xz, zstd, lz4, zip, tar (compressed or not), 7-zip.
/// Memory is constant: the caller's buffer and the decompressor's window.
///
/// ```swift
/// let reader = try ArchiveReader(path: "20131007_trade.zip", member: "*_201312.csv")
/// var buffer = [UInt8](repeating: 0, count: 65_536)
/// while case let count = try reader.read(into: &buffer), count > 0 { consume(buffer[..<count]) }
/// ```
///
/// Damage is noticed when the read reaches it: all bytes before it have been handed out by then. One thread
/// at a time.
public final class ArchiveReader {
    /// The path as given.
    public let path: String
    /// The member being read; nil for a plain or merely compressed file.
    public let member: String?

    private enum Content {
        case plain(descriptor: Int32)
        case packed(OpenArchive)
    }
    private let content: Content
    private var isFinished = false
    /// The checksum of the bytes handed out so far.
    public private(set) var hash = ContentHash()

    /// Opens `path`, and in an archive the member that `member` names, exactly or as a pattern.
    ///
    /// Without `member` the archive has to hold exactly one file.
    public init(path: String, member: String? = nil) throws(ArchiveError) {
        self.path = path
        let (descriptor, kind) = try Self.open(path)
        guard kind != .plain else {
            if let member {
                _ = close(descriptor)
                throw .notAnArchive(path: path, wanted: member)
            }
            content = .plain(descriptor: descriptor)
            self.member = nil
            return
        }
        _ = close(descriptor)
        let archive = try OpenArchive(path: path)
        if kind == .compressed, let first = try archive.nextEntry(), archive.isRaw {
            if let member { throw .notAnArchive(path: path, wanted: member) }
            _ = first
            content = .packed(archive)
            self.member = nil
            return
        }
        let chosen = try Self.choose(try Self.members(path: path), wanted: member, path: path)
        let fresh = try OpenArchive(path: path)
        while let entry = try fresh.nextEntry() {
            guard entry.name == chosen else { continue }
            if entry.size == 0 { throw .empty(path: path, member: chosen) }
            content = .packed(fresh)
            self.member = chosen
            return
        }
        throw .noSuchMember(path: path, wanted: chosen, members: [], nearest: nil)
    }

    /// Opens `path` as it lies on the disk, whatever it is.
    private init(raw path: String) throws(ArchiveError) {
        self.path = path
        content = .plain(descriptor: try Self.open(path).descriptor)
        member = nil
    }

    deinit {
        if case .plain(let descriptor) = content { _ = close(descriptor) }
    }

    /// Fills `buffer[offset...]` with the next bytes and returns how many; 0 means the end.
    ///
    /// May return fewer bytes than there is room for. After an error the reader gives no more bytes.
    public func read(into buffer: inout [UInt8], from offset: Int = 0) throws(ArchiveError) -> Int {
        precondition(offset >= 0 && offset < buffer.count, "there is room for at least one byte")
        guard !isFinished else { return 0 }
        var outcome = 0
        var failure = ""
        unsafe buffer.withUnsafeMutableBytes { bytes in
            // SAFETY: offset lies within the buffer (checked above), which is borrowed for this closure only.
            let free = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[offset...])
            switch content {
            case .plain(let descriptor):
                repeat {
                    outcome = unsafe Glibc.read(descriptor, free.baseAddress, free.count)
                } while outcome < 0 && errno == EINTR
                if outcome < 0 { failure = unsafe String(cString: strerror(errno)) }
            case .packed(let archive):
                outcome = unsafe archive.read(into: free)
                if outcome < 0 { failure = archive.message }
            }
        }
        guard outcome <= 0 else {
            hash.update(buffer.span.extracting(offset..<(offset + outcome)))
            return outcome
        }
        isFinished = true
        guard outcome < 0 else { return 0 }
        if case .plain = content { throw .unreadable(path: path, reason: failure) }
        throw .corrupt(path: path, member: member, message: failure)
    }

    /// The names of an archive's files, in the archive's order; empty for a plain or merely compressed file.
    public static func members(path: String) throws(ArchiveError) -> [String] {
        let (descriptor, kind) = try open(path)
        _ = close(descriptor)
        guard kind != .plain else { return [] }
        let archive = try OpenArchive(path: path)
        var names: [String] = []
        while true {
            do {
                guard let entry = try archive.nextEntry() else { break }
                if archive.isRaw { return [] }
                if entry.isFile { names.append(entry.name) }
            } catch {
                // An archive that is cut off still has readable members before the cut: reading one tells the
                // rest.
                if names.isEmpty { throw error }
                break
            }
        }
        if names.isEmpty { throw .empty(path: path, member: nil) }
        return names
    }

    private static func choose(
        _ members: [String], wanted: String?, path: String
    ) throws(ArchiveError) -> String {
        guard let wanted else {
            guard members.count == 1 else { throw .severalMembers(path: path, members: members) }
            return members[0]
        }
        if members.contains(wanted) { return wanted }
        let pattern = NamePattern(wanted)
        let fitting = members.filter { pattern.matches($0) }
        guard let only = fitting.first else {
            throw .noSuchMember(
                path: path, wanted: wanted, members: members, nearest: Nearest.name(to: wanted, in: members))
        }
        guard fitting.count == 1 else { throw .severalMembers(path: path, members: fitting) }
        return only
    }

    /// Opens the file, refuses what can't be read, and looks at its first bytes.
    private static func open(_ path: String) throws(ArchiveError) -> (descriptor: Int32, kind: Packing) {
        // SAFETY: the string lives through the call; open keeps no pointer.
        let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let code = errno
            if code == ENOENT || code == ENOTDIR { throw .missing(path: path) }
            throw .unreadable(path: path, reason: unsafe String(cString: strerror(code)))
        }
        var status = stat()
        // SAFETY: `status` is a local that fstat fills.
        let known = unsafe fstat(descriptor, &status) == 0
        if known, status.st_mode & S_IFMT == S_IFDIR {
            _ = close(descriptor)
            throw .directory(path: path)
        }
        guard known, status.st_mode & S_IFMT == S_IFREG else { return (descriptor, .plain) }
        if status.st_size == 0 {
            _ = close(descriptor)
            throw .empty(path: path, member: nil)
        }
        var head = [UInt8](repeating: 0, count: 262)
        // SAFETY: pread writes at most head.count bytes into head, which is borrowed for the call.
        let count = unsafe head.withUnsafeMutableBytes {
            unsafe pread(descriptor, $0.baseAddress, $0.count, 0)
        }
        return (descriptor, Packing(head: head.prefix(max(0, count))))
    }
}

extension ArchiveReader {
    /// The whole content of a small file; fails on one of more than `limit` bytes.
    ///
    /// - Parameter isRaw: takes the file as it lies on the disk, also where it is compressed or an archive.
    public static func contents(
        path: String, limit: Int, isRaw: Bool = false
    ) throws(ArchiveError) -> [UInt8] {
        let reader = isRaw ? try ArchiveReader(raw: path) : try ArchiveReader(path: path)
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = try reader.read(into: &chunk)
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
            if bytes.count > limit { throw .unreadable(path: path, reason: "larger than \(limit) bytes") }
        }
    }
}
