/// What a message is about.
enum FrameKind: UInt16 {
    /// Asks what the environment is like.
    case spec = 1
    /// Begins all copies anew.
    case reset = 2
    /// One step of all copies.
    case step = 3
    /// Ends the session, and the server.
    case close = 4
    /// Says what was wrong with the question.
    case error = 255
}

/// Why a message is not taken: one sentence without a full stop.
struct FrameFault: Error, Equatable {
    var message: String
    init(_ message: String) { self.message = message }
}

/// The sizes that every message repeats.
struct FrameSizes: Equatable {
    var copies = 0
    var agents = 0
    var observation = 0
    var state = 0
    var actions = 0

    /// Most numbers of one array, so that no product overflows and no reply exhausts the memory.
    static let limit = 1 << 27

    /// Refuses sizes that no environment has.
    func check() throws(FrameFault) {
        let named = [
            ("copies", copies), ("agents", agents), ("numbers observed", observation),
            ("numbers of state", state), ("actions", actions),
        ]
        for (name, size) in named where size < 1 || size > 1 << 20 {
            throw FrameFault("it says \(size) \(name), and 1 to 1048576 is expected")
        }
        for (name, size) in named[2...] {
            let (rows, tooMany) = copies.multipliedReportingOverflow(by: agents)
            let (total, tooLarge) = rows.multipliedReportingOverflow(by: size)
            guard !tooMany, !tooLarge, total <= Self.limit else {
                throw FrameFault("\(copies) copies of \(agents) agents with \(size) \(name) are too many")
            }
        }
    }
}

/// The first frame of every message: 36 bytes.
struct FrameHeader: Equatable {
    var kind: FrameKind
    /// Goes up by one from question to question; an answer repeats it.
    var sequence: UInt64
    var sizes = FrameSizes()

    static let length = 36
    static let magic: [UInt8] = Array("GMRL".utf8)
    static let version: UInt16 = 1

    var bytes: [UInt8] {
        var bytes = Self.magic
        func add<Number: FixedWidthInteger>(_ number: Number, _ bytes: inout [UInt8]) {
            for place in 0..<(Number.bitWidth / 8) {
                bytes.append(UInt8(truncatingIfNeeded: number >> (8 * place)))
            }
        }
        add(Self.version, &bytes)
        add(kind.rawValue, &bytes)
        add(sequence, &bytes)
        for size in [sizes.copies, sizes.agents, sizes.observation, sizes.state, sizes.actions] {
            add(UInt32(clamping: size), &bytes)
        }
        return bytes
    }

    init(_ kind: FrameKind, _ sequence: UInt64, _ sizes: FrameSizes = FrameSizes()) {
        self.kind = kind
        self.sequence = sequence
        self.sizes = sizes
    }

    init(_ bytes: [UInt8]) throws(FrameFault) {
        guard bytes.count == Self.length else {
            throw FrameFault("a header has \(Self.length) bytes, and this one \(bytes.count)")
        }
        guard bytes.starts(with: Self.magic) else { throw FrameFault("it does not begin with GMRL") }
        func number(_ start: Int, _ width: Int) -> UInt64 {
            (0..<width).reduce(0) { $0 | UInt64(bytes[start + $1]) << (8 * UInt64($1)) }
        }
        let version = number(4, 2)
        guard version == UInt64(Self.version) else {
            throw FrameFault("it is of version \(version), and \(Self.version) is spoken here")
        }
        guard let kind = FrameKind(rawValue: UInt16(number(6, 2))) else {
            throw FrameFault("type \(number(6, 2)) is not known")
        }
        self.kind = kind
        sequence = number(8, 8)
        sizes.copies = Int(number(16, 4))
        sizes.agents = Int(number(20, 4))
        sizes.observation = Int(number(24, 4))
        sizes.state = Int(number(28, 4))
        sizes.actions = Int(number(32, 4))
    }
}
