import Glibc

/// Small text files of the system, read whole.
enum SystemFile {
    /// The file's bytes as text, or nil where it cannot be read; cut at 4 MiB.
    static func text(_ path: String) -> String? {
        // SAFETY: the string outlives the call, which only reads it.
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < 1 << 22 {
            // SAFETY: the buffer is the array's own for the length of the call; `read` writes at most its
            // count.
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { break }
            bytes.append(contentsOf: chunk[0..<count])
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The environment that the process was started with.
    static let environment: [String: String] = {
        var found: [String: String] = [:]
        for entry in (text("/proc/self/environ") ?? "").split(separator: "\0") {
            let sides = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if sides.count == 2 { found[String(sides[0])] = String(sides[1]) }
        }
        return found
    }()
}
