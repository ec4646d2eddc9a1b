/// A 64-bit checksum of a stream of bytes: XXH64 with seed 0, the value that `xxhsum -H64` prints.
///
/// Tells whether two runs read the same content; it does not withstand someone who wants to fool it.
public struct ContentHash: Sendable {
    private typealias Lanes = (UInt64, UInt64, UInt64, UInt64)
    private var lanes: Lanes
    private var tail: [UInt8] = []
    private var byteCount: UInt64 = 0

    private static let p1: UInt64 = 0x9E37_79B1_85EB_CA87
    private static let p2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    private static let p3: UInt64 = 0x1656_67B1_9E37_79F9
    private static let p4: UInt64 = 0x85EB_CA77_C2B2_AE63
    private static let p5: UInt64 = 0x27D4_EB2F_1656_67C5

    /// The checksum of nothing yet.
    public init() {
        lanes = (Self.p1 &+ Self.p2, Self.p2, 0, 0 &- Self.p1)
        tail.reserveCapacity(64)
    }

    /// Adds the next bytes; how they are cut into calls makes no difference.
    public mutating func update(_ bytes: Span<UInt8>) {
        byteCount &+= UInt64(bytes.count)
        var at = 0
        if !tail.isEmpty {
            while tail.count < 32, at < bytes.count {
                tail.append(bytes[at])
                at += 1
            }
            guard tail.count == 32 else { return }
            // A local copy: the span borrows all of self.
            var mixed = lanes
            Self.stripe(&mixed, tail.span, 0)
            lanes = mixed
            tail.removeAll(keepingCapacity: true)
        }
        while at + 32 <= bytes.count {
            Self.stripe(&lanes, bytes, at)
            at += 32
        }
        while at < bytes.count {
            tail.append(bytes[at])
            at += 1
        }
    }

    /// The checksum of all bytes so far.
    public var value: UInt64 {
        var hash = Self.p5
        if byteCount >= 32 {
            hash = Self.rotate(lanes.0, 1) &+ Self.rotate(lanes.1, 7)
            hash = hash &+ Self.rotate(lanes.2, 12) &+ Self.rotate(lanes.3, 18)
            for lane in [lanes.0, lanes.1, lanes.2, lanes.3] {
                hash = (hash ^ Self.round(0, lane)) &* Self.p1 &+ Self.p4
            }
        }
        hash = hash &+ byteCount
        var at = 0
        let rest = tail.span
        while at + 8 <= rest.count {
            hash = Self.rotate(hash ^ Self.round(0, Self.word(rest, at)), 27) &* Self.p1 &+ Self.p4
            at += 8
        }
        if at + 4 <= rest.count {
            let word = (0..<4).reduce(UInt64(0)) { $0 | UInt64(tail[at + $1]) << UInt64(8 * $1) }
            hash = Self.rotate(hash ^ (word &* Self.p1), 23) &* Self.p2 &+ Self.p3
            at += 4
        }
        while at < rest.count {
            hash = Self.rotate(hash ^ (UInt64(rest[at]) &* Self.p5), 11) &* Self.p1
            at += 1
        }
        hash = (hash ^ hash >> 33) &* Self.p2
        hash = (hash ^ hash >> 29) &* Self.p3
        return hash ^ hash >> 32
    }

    /// The checksum as 16 hexadecimal digits.
    public var text: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    @inline(__always)
    private static func stripe(_ lanes: inout Lanes, _ bytes: borrowing Span<UInt8>, _ at: Int) {
        precondition(at >= 0 && at &+ 32 <= bytes.count, "32 bytes are left")
        // SAFETY: all four lie within the span, by the line above.
        unsafe lanes.0 = round(lanes.0, uncheckedWord(bytes, at))
        unsafe lanes.1 = round(lanes.1, uncheckedWord(bytes, at &+ 8))
        unsafe lanes.2 = round(lanes.2, uncheckedWord(bytes, at &+ 16))
        unsafe lanes.3 = round(lanes.3, uncheckedWord(bytes, at &+ 24))
    }

    /// Eight bytes, which must lie within the span.
    @inline(__always) @unsafe
    private static func uncheckedWord(_ bytes: borrowing Span<UInt8>, _ at: Int) -> UInt64 {
        UInt64(
            littleEndian: unsafe bytes.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: at, as: UInt64.self)
        )
    }

    @inline(__always)
    private static func word(_ bytes: borrowing Span<UInt8>, _ at: Int) -> UInt64 {
        // SAFETY: eight bytes from `at` lie within the span: every caller has compared with its count.
        precondition(at >= 0 && at + 8 <= bytes.count, "eight bytes are left")
        return UInt64(
            littleEndian: unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self))
    }

    @inline(__always)
    private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
        rotate(lane &+ word &* p2, 31) &* p1
    }

    @inline(__always)
    private static func rotate(_ word: UInt64, _ count: UInt64) -> UInt64 {
        word << count | word >> (64 - count)
    }
}
