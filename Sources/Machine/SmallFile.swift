internal import CMachine

/// Reads the short text files of `/proc` and `/sys`.
enum SmallFile {
    /// The file's text, or nil where it is absent or unreadable; cut at `limit` bytes.
    static func text(_ path: String, limit: Int = 1 << 20) -> String? {
        var count: Int64 = -1
        // SAFETY: the buffer is the array's own and lives for the call; the C side writes at most `capacity`.
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, initialized in
            guard let base = buffer.baseAddress else { return }
            count = unsafe cm_read_file(path, base, buffer.count)
            initialized = Int(max(count, 0))
        }
        return count < 0 ? nil : String(decoding: bytes, as: UTF8.self)
    }

    /// The file's first line without its newline.
    static func firstLine(_ path: String) -> String? {
        text(path)?.split(separator: "\n", maxSplits: 1).first.map(String.init)
    }
}
