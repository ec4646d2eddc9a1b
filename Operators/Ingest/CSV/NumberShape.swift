/// Where the parts of a written number are: sign, digits, point, exponent.
struct NumberShape {
    /// Why it isn't a number, if so.
    private(set) var fault: Refusal.Fault?
    private(set) var isNegative = false
    /// The field without surrounding blanks.
    private(set) var text: Range<Int>
    /// Digits and at most one point.
    private(set) var digits: Range<Int> = 0..<0
    /// Digits from the first that isn't zero to the last written.
    private(set) var significant = 0
    /// The decimal point's place counted from the first significant digit: 12.5 has 2, 0.05 has -1.
    private(set) var point = 0

    init(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, Self.isBlank(bytes[start]) { start += 1 }
        while end > start, Self.isBlank(bytes[end - 1]) { end -= 1 }
        text = start..<end
        guard start < end else {
            fault = .empty
            return
        }
        if bytes[start] == 45 || bytes[start] == 43 {
            isNegative = bytes[start] == 45
            start += 1
        }
        if let word = Self.word(bytes, start..<end) {
            fault = word
            return
        }
        var index = start
        var hasPoint = false
        var hasDigit = false
        while index < end {
            let byte = bytes[index]
            if byte == 46 && !hasPoint {
                hasPoint = true
            } else if byte &- 48 <= 9 {
                hasDigit = true
                count(byte, hasPoint)
            } else {
                break
            }
            index += 1
        }
        digits = start..<index
        guard hasDigit else {
            fault = .malformed
            return
        }
        guard index < end else { return }
        guard let exponent = Self.exponent(bytes, index..<end) else {
            fault = .malformed
            return
        }
        point += exponent
    }

    private mutating func count(_ byte: UInt8, _ hasPoint: Bool) {
        if significant > 0 || byte != 48 {
            significant += 1
            if !hasPoint { point += 1 }
        } else if hasPoint {
            point -= 1
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }

    /// The fault of the words that stand for no finite number.
    private static func word(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Refusal.Fault? {
        switch range.count {
        case 3 where spells(bytes, range.lowerBound, [110, 97, 110]): return .notANumber
        case 3 where spells(bytes, range.lowerBound, [105, 110, 102]): return .infinite
        case 8 where spells(bytes, range.lowerBound, [105, 110, 102, 105, 110, 105, 116, 121]):
            return .infinite
        default: return nil
        }
    }

    private static func spells(_ bytes: borrowing Span<UInt8>, _ start: Int, _ lowercase: [UInt8]) -> Bool {
        for (offset, letter) in lowercase.enumerated() where bytes[start + offset] | 0x20 != letter {
            return false
        }
        return true
    }

    /// The value of `e±digits`, held within a billion: far beyond what any field's length can balance.
    private static func exponent(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Int? {
        var index = range.lowerBound
        guard bytes[index] | 0x20 == 101 else { return nil }
        index += 1
        var isNegative = false
        if index < range.upperBound, bytes[index] == 45 || bytes[index] == 43 {
            isNegative = bytes[index] == 45
            index += 1
        }
        guard index < range.upperBound else { return nil }
        var value = 0
        while index < range.upperBound {
            let digit = bytes[index] &- 48
            guard digit <= 9 else { return nil }
            value = min(value * 10 + Int(digit), 1_000_000_000)
            index += 1
        }
        return isNegative ? -value : value
    }
}
