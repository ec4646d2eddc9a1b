import Glibc

/// Why a file gives no bytes.
enum FileProblem: Error {
    /// It cannot be opened or read: the system's words.
    case unreadable(String)
    case directory
    case tooLarge
}

/// Reads a whole file, or at most one byte more than `limit` of it.
func fileBytes(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
    // SAFETY: the path's bytes live for the length of the call.
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .unreadable(systemWords(errno)) }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        // SAFETY: the buffer is the array's own during the call, and `read` writes at most its count.
        let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(file, $0.baseAddress, $0.count) }
        if count == 0 { return bytes }
        if count < 0 {
            if errno == EINTR { continue }
            if errno == EISDIR { throw .directory }
            throw .unreadable(systemWords(errno))
        }
        bytes.append(contentsOf: chunk[0..<count])
        if bytes.count > limit { throw .tooLarge }
    }
}

/// Whether something is at a path, be it a file, a folder, or one that we may not read.
public func pathExists(_ path: String) -> Bool {
    // A pipe without a writer must not hold the check up.
    // SAFETY: the path is lent to the call as a C string and nothing is kept of it.
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return errno == EACCES || errno == ENXIO }
    close(file)
    return true
}

private func systemWords(_ code: Int32) -> String {
    switch code {
    case ENOENT, ENOTDIR: "no such file"
    case EACCES, EPERM: "permission denied"
    case ELOOP: "too many symbolic links"
    case ENAMETOOLONG: "the name is too long"
    default: "system error \(code)"
    }
}
