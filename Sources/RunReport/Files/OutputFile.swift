import Glibc

/// Why a file could not be written: which, at what byte, and what the system said.
public struct OutputError: Error, Sendable {
    /// The file.
    public var path: String
    /// Bytes of it that were written before.
    public var written: Int
    /// All of its bytes.
    public var wanted: Int
    /// What was tried, as `create`, `write`, `keep`, `close`.
    public var action: String
    /// The system's word for why.
    public var reason: String

    /// One sentence for people.
    public var message: String {
        action == "write" || action == "close"
            ? "cannot \(action) \(path): \(reason), after \(written) of \(wanted) bytes"
            : "cannot \(action) \(path): \(reason)"
    }
}

/// The system calls that write, each with its result looked at.
///
/// A report that is silently cut is worse than none: every byte count and the close are checked.
public enum OutputFile {
    /// Lets a size limit (`ulimit -f`) fail a write with an error instead of ending the process.
    public static func ignoreSizeSignal() {
        _ = signal(SIGXFSZ, SIG_IGN)
    }

    /// Writes a new file beside `path` and then renames it, so that what stands at `path` is always whole.
    ///
    /// After an error nothing of the file is left.
    public static func replace(_ path: String, with text: String) throws(OutputError) {
        try replace(path, with: Array(text.utf8))
    }

    /// The same with bytes.
    ///
    /// - Parameter lasts: whether the bytes, and the name that they have then, are on the disk when it returns, so that
    ///   they are there after a power cut too; it waits for the disk.
    public static func replace(_ path: String, with bytes: [UInt8], lasts: Bool = false) throws(OutputError) {
        let part = path + ".part"
        // SAFETY: the string outlives the call, which only reads it.
        let file = unsafe open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw failure(path, 0, bytes.count, "create") }
        do throws(OutputError) {
            try write(bytes, to: file, path: path)
            if lasts, fsync(file) != 0 { throw failure(path, bytes.count, bytes.count, "keep") }
        } catch {
            _ = close(file)
            remove(part)
            throw error
        }
        if close(file) != 0 {
            let error = failure(path, bytes.count, bytes.count, "close")
            remove(part)
            throw error
        }
        // SAFETY: both strings outlive the call, which only reads them.
        if unsafe rename(part, path) != 0 {
            let error = failure(path, bytes.count, bytes.count, "rename")
            remove(part)
            throw error
        }
        if lasts { try keepName(path) }
    }

    /// Waits until a file's directory is on the disk.
    private static func keepName(_ path: String) throws(OutputError) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        let folder = parts.isEmpty ? "." : parts == [""] ? "/" : parts.joined(separator: "/")
        // SAFETY: the string outlives the call, which only reads it.
        let directory = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw failure(folder, 0, 0, "open") }
        defer { _ = close(directory) }
        // EINVAL: a file system that has nothing to wait for.
        if fsync(directory) != 0, errno != EINVAL { throw failure(folder, 0, 0, "keep") }
    }

    /// Writes at the end of a file, which is made where there is none: a line each, for a list that grows.
    public static func append(_ text: String, to path: String) throws(OutputError) {
        try append(Array(text.utf8), to: path)
    }

    /// The same with bytes.
    ///
    /// - Parameter locked: waits for other processes that append to the file in this way.
    public static func append(_ bytes: [UInt8], to path: String, locked: Bool = false) throws(OutputError) {
        // SAFETY: the string outlives the call, which only reads it.
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw failure(path, 0, bytes.count, "create") }
        defer { _ = close(file) }
        // Closing the file gives the lock back.
        while locked, flock(file, LOCK_EX) != 0 {
            guard errno == EINTR else { throw failure(path, 0, bytes.count, "lock") }
        }
        try write(bytes, to: file, path: path)
    }

    /// Writes a text to an open descriptor, as standard output.
    public static func write(_ text: String, to descriptor: Int32, name: String) throws(OutputError) {
        try write(Array(text.utf8), to: descriptor, path: name)
    }

    /// Makes a directory and those above it.
    public static func makeDirectory(_ path: String) throws(OutputError) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += (made.isEmpty || made.hasSuffix("/") ? "" : "/") + part
            // SAFETY: the string outlives the call, which only reads it.
            if unsafe mkdir(made, 0o755) == 0 || errno == EEXIST { continue }
            throw failure(made, 0, 0, "create")
        }
    }

    /// Makes a directory that must be new; false where one of that name exists.
    static func makeNewDirectory(_ path: String) throws(OutputError) -> Bool {
        // SAFETY: the string outlives the call, which only reads it.
        if unsafe mkdir(path, 0o755) == 0 { return true }
        if errno == EEXIST { return false }
        throw failure(path, 0, 0, "create")
    }

    private static func remove(_ path: String) {
        // SAFETY: the string outlives the call, which only reads it.
        _ = unsafe unlink(path)
    }

    private static func write(_ bytes: [UInt8], to file: Int32, path: String) throws(OutputError) {
        var done = 0
        while done < bytes.count {
            // SAFETY: the buffer is the array's own for the length of the call, and `done` is within it.
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(file, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(path, done, bytes.count, "write") }
            done += count
        }
    }

    private static func failure(_ path: String, _ written: Int, _ wanted: Int, _ action: String)
        -> OutputError
    {
        OutputError(path: path, written: written, wanted: wanted, action: action, reason: words(errno))
    }

    private static func words(_ code: Int32) -> String {
        switch code {
        case ENOSPC: "no space left on the device"
        case EDQUOT: "the disk quota is used up"
        case EFBIG: "the file would be larger than the limit (ulimit -f)"
        case EACCES, EPERM: "permission denied"
        case EROFS: "the file system is read-only"
        case ENOENT: "no such directory"
        case ENOTDIR: "a part of the path is not a directory"
        case EISDIR: "it is a directory"
        case EIO: "input/output error"
        case EPIPE: "nobody reads it any more"
        case ENAMETOOLONG: "the name is too long"
        default: "system error \(code)"
        }
    }
}
