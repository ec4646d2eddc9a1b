/// Why a text is no JSON, and where.
public struct JSONFault: Error, Sendable, Equatable {
    /// What is wrong.
    public var message: String
    /// Line, from 1.
    public var line: Int
    /// Byte of the line, from 1.
    public var column: Int
    /// Whether the text ends where more was to come, as a cut file does.
    public var isCut: Bool
}

/// Reads JSON as RFC 8259 has it and nothing more: no comments, no second value, no repeated key.
public struct JSONReader {
    /// Levels of arrays and objects within each other; a text with more is refused.
    static let deepest = 64

    private let bytes: [UInt8]
    private var at = 0

    /// The value that a text holds.
    public static func value(_ text: String) throws(JSONFault) -> JSONValue {
        try value(Array(text.utf8))
    }

    /// The value that bytes hold, which must be UTF-8.
    public static func value(_ bytes: [UInt8]) throws(JSONFault) -> JSONValue {
        var reader = JSONReader(bytes: bytes)
        reader.skipBlanks()
        let value = try reader.value(depth: 0)
        reader.skipBlanks()
        guard reader.at == bytes.count else { throw reader.fault("something follows the value") }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private func fault(_ message: String) -> JSONFault {
        let before = bytes[..<min(at, bytes.count)]
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let isCut = at >= bytes.count
        return JSONFault(
            message: isCut ? "the text ends too early" : message, line: line,
            column: before.count - start + 1, isCut: isCut)
    }

    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        at += 1
        return true
    }

    private mutating func value(depth: Int) throws(JSONFault) -> JSONValue {
        guard depth < Self.deepest else { throw fault("it is nested deeper than \(Self.deepest) levels") }
        switch next {
        case UInt8(ascii: "{"): return try object(depth)
        case UInt8(ascii: "["): return try array(depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(JSONFault) -> JSONValue {
        for byte in word.utf8 {
            guard take(byte) else { throw fault("a value is expected") }
        }
        return value
    }

    private mutating func array(_ depth: Int) throws(JSONFault) -> JSONValue {
        at += 1
        var values: [JSONValue] = []
        skipBlanks()
        if take(UInt8(ascii: "]")) { return .array(values) }
        while true {
            skipBlanks()
            values.append(try value(depth: depth + 1))
            skipBlanks()
            if take(UInt8(ascii: "]")) { return .array(values) }
            guard take(UInt8(ascii: ",")) else { throw fault("a comma or `]` is expected") }
        }
    }

    private mutating func object(_ depth: Int) throws(JSONFault) -> JSONValue {
        at += 1
        var entries: [(key: String, value: JSONValue)] = []
        var keys: Set<String> = []
        skipBlanks()
        if take(UInt8(ascii: "}")) { return .object(entries) }
        while true {
            skipBlanks()
            guard next == UInt8(ascii: "\"") else { throw fault("a key in quotes is expected") }
            let key = try string()
            guard keys.insert(key).inserted else { throw fault("a key stands twice in one object") }
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw fault("a colon is expected") }
            skipBlanks()
            entries.append((key, try value(depth: depth + 1)))
            skipBlanks()
            if take(UInt8(ascii: "}")) { return .object(entries) }
            guard take(UInt8(ascii: ",")) else { throw fault("a comma or `}` is expected") }
        }
    }
}

extension JSONReader {
    private mutating func digits() throws(JSONFault) {
        let first = at
        while let byte = next, (0x30...0x39).contains(byte) { at += 1 }
        guard at > first else { throw fault("a digit is expected") }
    }

    private mutating func number() throws(JSONFault) -> JSONValue {
        let first = at
        let isNegative = take(UInt8(ascii: "-"))
        guard let lead = next, (0x30...0x39).contains(lead) else {
            throw fault(isNegative ? "a digit is expected" : "a value is expected")
        }
        if lead == UInt8(ascii: "0") { at += 1 } else { try digits() }
        var isWhole = true
        if take(UInt8(ascii: ".")) {
            isWhole = false
            try digits()
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isWhole = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        let text = String(decoding: bytes[first..<at], as: UTF8.self)
        if isWhole, let value = Int(text) { return .integer(value) }
        if isWhole, let value = UInt64(text) { return .unsigned(value) }
        guard let value = Double(text), value.isFinite else {
            throw fault("the number is too large for 64 bits")
        }
        return .number(value)
    }

    private mutating func string() throws(JSONFault) -> String {
        at += 1
        var text: [UInt8] = []
        while true {
            guard let byte = next else { throw fault("") }
            switch byte {
            case UInt8(ascii: "\""):
                at += 1
                guard let valid = String(validating: text, as: UTF8.self) else {
                    throw fault("a text before this is not UTF-8")
                }
                return valid
            case UInt8(ascii: "\\"):
                at += 1
                text += try escape()
            case 0x00...0x1F: throw fault("a control character stands in a text")
            default:
                text.append(byte)
                at += 1
            }
        }
    }

    private mutating func escape() throws(JSONFault) -> [UInt8] {
        guard let byte = next else { throw fault("") }
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return try unicode()
        default:
            at -= 1
            throw fault("there is no such escape")
        }
    }

    private mutating func unit() throws(JSONFault) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw fault("four hexadecimal digits are expected")
            }
            value = value << 4 | UInt32(digit)
            at += 1
        }
        return value
    }

    private mutating func unicode() throws(JSONFault) -> [UInt8] {
        var code = try unit()
        if (0xD800...0xDBFF).contains(code) {
            guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
                throw fault("half of a surrogate pair stands alone")
            }
            let low = try unit()
            guard (0xDC00...0xDFFF).contains(low) else {
                throw fault("half of a surrogate pair stands alone")
            }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw fault("half of a surrogate pair stands alone") }
        return Array(String(scalar).utf8)
    }
}
