import Archives

/// The part of a file that a decoder of binary records or messages looks at: bytes read and not yet done with.
///
/// `bytes[next..<filled]` is what waits. It grows only as far as a caller asks and bytes really come, so a
/// length that lies cannot make it large.
struct ByteWindow {
    private(set) var bytes: [UInt8]
    private(set) var next = 0
    private(set) var filled = 0
    /// How many bytes of the file stood before `bytes[0]`.
    private var before = 0
    private var isAtEnd = false

    init(chunk: Int = 262_144) { bytes = [UInt8](repeating: 0, count: chunk) }

    /// Bytes that wait.
    @inline(__always) var available: Int { filled &- next }
    /// The place in the file of the next byte.
    var offset: Int { before + next }

    /// Is done with the next `count` bytes, which must be there.
    @inline(__always) mutating func skip(_ count: Int) { next &+= count }

    /// Reads until `count` bytes wait; false if the file ends before.
    mutating func fill(_ count: Int, from archive: ArchiveReader) throws(ArchiveError) -> Bool {
        while available < count {
            guard try more(from: archive) else { return false }
        }
        return true
    }

    /// Reads some more; false at the end of the file.
    @inline(never)
    mutating func more(from archive: ArchiveReader) throws(ArchiveError) -> Bool {
        guard !isAtEnd else { return false }
        if next > 0 && filled + 65_536 > bytes.count { moveToFront() }
        if filled == bytes.count { bytes.append(contentsOf: repeatElement(0, count: bytes.count)) }
        let count = try archive.read(into: &bytes, from: filled)
        filled += count
        isAtEnd = count == 0
        return !isAtEnd
    }

    private mutating func moveToFront() {
        let waiting = available
        for index in 0..<waiting { bytes[index] = bytes[next &+ index] }
        before += next
        next = 0
        filled = waiting
    }
}

/// Little-endian numbers; the bytes must be there.
extension Span where Element == UInt8 {
    @inline(__always)
    func u16(_ at: Int) -> UInt16 { UInt16(self[at]) | UInt16(self[at &+ 1]) << 8 }

    @inline(__always)
    func u32(_ at: Int) -> UInt32 {
        UInt32(self[at]) | UInt32(self[at &+ 1]) << 8 | UInt32(self[at &+ 2]) << 16
            | UInt32(self[at &+ 3]) << 24
    }

    @inline(__always)
    func u64(_ at: Int) -> UInt64 { UInt64(u32(at)) | UInt64(u32(at &+ 4)) << 32 }

    @inline(__always)
    func i64(_ at: Int) -> Int64 { Int64(bitPattern: u64(at)) }

    /// The text of a field of `count` bytes that ends at its first zero.
    func text(_ at: Int, _ count: Int) -> String {
        var end = at
        while end < at + count, self[end] != 0 { end += 1 }
        return String(decoding: (at..<end).map { self[$0] }, as: UTF8.self)
    }
}
