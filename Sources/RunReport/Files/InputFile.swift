import Glibc

/// Why a file gives no bytes, in the system's words.
public struct InputError: Error, Sendable, Equatable {
    /// The file.
    public var path: String
    /// Why.
    public var reason: String
    /// Whether there is none of that name.
    public var isMissing: Bool
}

/// Reads whole files.
public enum InputFile {
    /// All bytes of a file.
    public static func bytes(_ path: String) throws(InputError) -> [UInt8] {
        // SAFETY: the string outlives the call, which only reads it.
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw failure(path) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            // SAFETY: the buffer is the array's own during the call, and `read` writes at most its count.
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(file, $0.baseAddress, $0.count) }
            if count == 0 { return bytes }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(path) }
            bytes.append(contentsOf: chunk[0..<count])
        }
    }

    /// Whether a folder is at a path.
    static func isFolder(_ path: String) -> Bool {
        // SAFETY: the string outlives the call, which only reads it.
        let file = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { return false }
        close(file)
        return true
    }

    private static func failure(_ path: String) -> InputError {
        let code = errno
        return InputError(
            path: path, reason: words(code), isMissing: code == ENOENT || code == ENOTDIR)
    }

    private static func words(_ code: Int32) -> String {
        switch code {
        case ENOENT, ENOTDIR: "there is no such file"
        case EACCES, EPERM: "permission denied"
        case EISDIR: "it is a folder"
        case EIO: "input/output error"
        default: "system error \(code)"
        }
    }
}
