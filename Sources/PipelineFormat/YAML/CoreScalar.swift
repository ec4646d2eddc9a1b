/// The YAML 1.2 core schema: what a plain scalar is.
enum CoreScalar {
    /// The kind of a plain scalar, or nil for a number that does not fit in 64 bits.
    static func kind(of text: String) -> YAMLValue.Kind? {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        case ".nan", ".NaN", ".NAN": return .real(.nan)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .real(.infinity)
        case "-.inf", "-.Inf", "-.INF": return .real(-.infinity)
        default: return number(text)
        }
    }

    private static func number(_ text: String) -> YAMLValue.Kind? {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, isDigit(first) || first == 0x2B || first == 0x2D || first == 0x2E
        else { return .string(text) }
        if text.hasPrefix("0x") { return based(text, bytes, radix: 16) }
        if text.hasPrefix("0o") { return based(text, bytes, radix: 8) }
        guard let isInteger = shape(bytes) else { return .string(text) }
        if isInteger { return Int64(text).map { .integer($0) } }
        guard let value = Double(normalised(text)), value.isFinite else { return nil }
        return .real(value)
    }

    private static func based(_ text: String, _ bytes: [UInt8], radix: Int) -> YAMLValue.Kind? {
        let digits = bytes.dropFirst(2)
        let isNumber = !digits.isEmpty && digits.allSatisfy { radix == 16 ? isHex($0) : (0x30...0x37) ~= $0 }
        guard isNumber else { return .string(text) }
        return Int64(text.dropFirst(2), radix: radix).map { .integer($0) }
    }

    /// Whether the bytes are a decimal integer (true), a decimal real (false) or no number (nil).
    private static func shape(_ bytes: [UInt8]) -> Bool? {
        var i = 0
        if bytes[0] == 0x2B || bytes[0] == 0x2D { i = 1 }
        let whole = digits(bytes, &i)
        var fraction = 0
        var isInteger = true
        if i < bytes.count, bytes[i] == 0x2E {
            isInteger = false
            i += 1
            fraction = digits(bytes, &i)
        }
        guard whole + fraction > 0 else { return nil }
        if i < bytes.count, bytes[i] == 0x65 || bytes[i] == 0x45 {
            isInteger = false
            i += 1
            if i < bytes.count, bytes[i] == 0x2B || bytes[i] == 0x2D { i += 1 }
            guard digits(bytes, &i) > 0 else { return nil }
        }
        return i == bytes.count ? isInteger : nil
    }

    private static func digits(_ bytes: [UInt8], _ i: inout Int) -> Int {
        let start = i
        while i < bytes.count, isDigit(bytes[i]) { i += 1 }
        return i - start
    }

    /// `1.` and `.5` are reals in YAML; the standard library wants digits on both sides.
    private static func normalised(_ text: String) -> String {
        guard let dot = text.firstIndex(of: ".") else { return text }
        let before = text[..<dot]
        let after = text[text.index(after: dot)...]
        let needsZero = before.isEmpty || before == "+" || before == "-"
        let isBare = after.first.map { !$0.isNumber } ?? true
        return before + (needsZero ? "0" : "") + "." + (isBare ? "0" : "") + after
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39) ~= byte }

    private static func isHex(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x46) ~= byte || (0x61...0x66) ~= byte
    }
}
