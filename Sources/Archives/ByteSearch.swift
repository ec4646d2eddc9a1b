public import Glibc

/// Looks at several bytes at once: for the scanners of text.
public enum ByteSearch {
    /// The eight bytes from `at` on, the first in the lowest bits; they must be there.
    @inlinable @inline(__always)
    public static func word(_ bytes: borrowing Span<UInt8>, at: Int) -> UInt64 {
        precondition(at >= 0 && at &+ 8 <= bytes.count, "eight bytes are left")
        // SAFETY: they lie within the span, by the line above.
        return UInt64(
            littleEndian: unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self))
    }

    /// Whether the bytes from `at` on, which must be as many, are those of `text`.
    @inlinable @inline(__always)
    public static func isEqual(_ text: StaticString, _ bytes: borrowing Span<UInt8>, at: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        precondition(at >= 0 && at &+ count <= bytes.count, "as many bytes are left")
        return unsafe bytes.withUnsafeBufferPointer { buffer in
            // SAFETY: both ranges hold `count` bytes; a static string's live for ever, the buffer is borrowed.
            guard let base = buffer.baseAddress else { return count == 0 }
            return unsafe memcmp(base + at, text.utf8Start, count) == 0
        }
    }

    /// The index of the first `byte` in `bytes[from..<to]`, or `to` if there is none: the C library's `memchr`.
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
