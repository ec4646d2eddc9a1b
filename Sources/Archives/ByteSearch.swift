import Glibc

/// Finds a byte quickly: the C library's `memchr`, which looks at 32 bytes at a time.
public enum ByteSearch {
    /// The index of the first `byte` in `bytes[from..<to]`, or `to` if there is none.
    public static func firstIndex(of byte: UInt8, in bytes: Span<UInt8>, from: Int, to: Int) -> Int {
        precondition(from >= 0 && from <= to && to <= bytes.count, "the range lies within the bytes")
        return unsafe bytes.withUnsafeBufferPointer { buffer in
            // SAFETY: the range was checked above and the buffer is borrowed for this closure only.
            guard let base = buffer.baseAddress,
                let hit = unsafe memchr(base + from, Int32(byte), to - from)
            else { return to }
            return unsafe UnsafeRawPointer(hit) - UnsafeRawPointer(base)
        }
    }
}
