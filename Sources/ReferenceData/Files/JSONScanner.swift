/// Walks through JSON text (RFC 8259) and reads what it is asked for; the rest is passed over.
struct JSONScanner {
    private static let depth = 64

    private let bytes: [UInt8]
    private let path: String
    private var at = 0
    private var level = 0

    /// Starts before the text's value; `path` is for messages.
    init(_ bytes: [UInt8], path: String) {
        self.bytes = bytes
        self.path = path
    }

    /// The error that stands where the scanner does.
    func error(_ reason: String) -> ReferenceDataError {
        let line = bytes[..<min(at, bytes.count)].reduce(1) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
        return ReferenceDataError(path: path, line: line, reason: reason)
    }

    /// Calls `body` before the value of every name; it must read or skip it.
    mutating func object(
        _ body: (inout JSONScanner, String) throws(ReferenceDataError) -> Void
    ) throws(ReferenceDataError) {
        try list("{", "}") { (scanner) throws(ReferenceDataError) in
            let name = try scanner.string()
            try scanner.expect(":")
            try body(&scanner, name)
        }
    }

    /// Calls `body` before every element; it must read or skip it.
    mutating func array(
        _ body: (inout JSONScanner) throws(ReferenceDataError) -> Void
    ) throws(ReferenceDataError) {
        try list("[", "]", body)
    }

    private mutating func list(
        _ open: Unicode.Scalar, _ close: Unicode.Scalar,
        _ body: (inout JSONScanner) throws(ReferenceDataError) -> Void
    ) throws(ReferenceDataError) {
        try expect(open)
        level += 1
        defer { level -= 1 }
        guard level <= Self.depth else { throw error("this is nested more than \(Self.depth) deep") }
        if next() == UInt8(ascii: close) {
            at += 1
            return
        }
        while true {
            try body(&self)
            if next() == UInt8(ascii: ",") {
                at += 1
                continue
            }
            return try expect(close)
        }
    }

    /// The text of a string without escapes, which no name or time has.
    mutating func string() throws(ReferenceDataError) -> String {
        try expect("\"")
        let start = at
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
            guard bytes[at] != UInt8(ascii: "\\") else { throw error("a string with an escape isn't read") }
            at += 1
        }
        guard at < bytes.count else { throw error("a string has no end") }
        defer { at += 1 }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    /// Passes over a value.
    mutating func skip() throws(ReferenceDataError) {
        switch next() {
        case UInt8(ascii: "{"):
            try list("{", "}") { (scanner) throws(ReferenceDataError) in
                try scanner.skipString()
                try scanner.expect(":")
                try scanner.skip()
            }
        case UInt8(ascii: "["):
            try list("[", "]") { (scanner) throws(ReferenceDataError) in try scanner.skip() }
        case UInt8(ascii: "\""): try skipString()
        default:
            let start = at
            while at < bytes.count, !Self.ends(bytes[at]) { at += 1 }
            if at == start { throw error("a value is missing") }
        }
    }

    private mutating func skipString() throws(ReferenceDataError) {
        try expect("\"")
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
            at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard at < bytes.count else { throw error("a string has no end") }
        at += 1
    }

    private mutating func expect(_ scalar: Unicode.Scalar) throws(ReferenceDataError) {
        guard next() == UInt8(ascii: scalar) else { throw error("this should be a '\(scalar)'") }
        at += 1
    }

    /// The next byte that is no space; nil at the end.
    private mutating func next() -> UInt8? {
        while at < bytes.count, bytes[at] <= UInt8(ascii: " ") { at += 1 }
        return at < bytes.count ? bytes[at] : nil
    }

    private static func ends(_ byte: UInt8) -> Bool {
        byte <= UInt8(ascii: " ") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}")
            || byte == UInt8(ascii: "]")
    }
}
