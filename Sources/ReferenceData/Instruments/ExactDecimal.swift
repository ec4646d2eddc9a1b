/// A decimal number as it is written, such as a tick size: `significand` × 10^`exponent`, in lowest terms.
public struct ExactDecimal: Sendable, Hashable {
    /// Without trailing zeros; 0 for zero.
    public let significand: Int64
    /// Power of ten; 0 for zero.
    public let exponent: Int

    /// Brings a number to lowest terms.
    public init(significand: Int64, exponent: Int) {
        var (significand, exponent) = (significand, significand == 0 ? 0 : exponent)
        while significand != 0, significand % 10 == 0 {
            significand /= 10
            exponent += 1
        }
        self.significand = significand
        self.exponent = exponent
    }

    /// Reads `0.25`, `-12`, `5e-05`; at most 18 digits after leading zeros, and exponents within ±64.
    public init?(_ text: some StringProtocol) {
        var bytes = Array(text.utf8)[...]
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
        var (significand, exponent): (Int64, Int) = (0, 0)
        var (digits, hasPoint) = (0, false)
        while let byte = bytes.first, byte == UInt8(ascii: ".") || (48...57).contains(byte) {
            bytes.removeFirst()
            guard byte != UInt8(ascii: ".") else {
                if hasPoint { return nil }
                hasPoint = true
                continue
            }
            digits += 1
            guard significand < 100_000_000_000_000_000 else { return nil }
            significand = significand * 10 + Int64(byte - 48)
            if hasPoint { exponent -= 1 }
        }
        guard digits > 0 else { return nil }
        if let mark = bytes.first {
            guard mark | 0x20 == UInt8(ascii: "e"),
                let power = Int(String(decoding: bytes.dropFirst(), as: UTF8.self)),
                (-64...64).contains(power)
            else { return nil }
            exponent += power
        }
        self.init(significand: isNegative ? -significand : significand, exponent: exponent)
    }

    /// The nearest double.
    public var double: Double { Double("\(significand)e\(exponent)") ?? .nan }

    /// In units of 1e-9, as prices are stored; nil where it is no whole number of them or too large.
    public var nanos: Int64? {
        var (value, power) = (significand, exponent + 9)
        guard power >= 0 else { return nil }
        while power > 0, value != 0 {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            (value, power) = (product, power - 1)
        }
        return value
    }

    /// The exact product; nil where it doesn't fit.
    public func times(_ other: ExactDecimal) -> ExactDecimal? {
        let (product, overflow) = significand.multipliedReportingOverflow(by: other.significand)
        return overflow ? nil : ExactDecimal(significand: product, exponent: exponent + other.exponent)
    }
}

extension ExactDecimal: CustomStringConvertible {
    /// In full, as `0.00001`.
    public var description: String {
        let sign = significand < 0 ? "-" : ""
        var digits = String(significand.magnitude)
        guard exponent < 0 else { return sign + digits + String(repeating: "0", count: exponent) }
        if digits.count <= -exponent {
            digits = String(repeating: "0", count: 1 - exponent - digits.count) + digits
        }
        let point = digits.index(digits.endIndex, offsetBy: exponent)
        return "\(sign)\(digits[..<point]).\(digits[point...])"
    }
}

extension ExactDecimal: ExpressibleByStringLiteral {
    /// A number written in source; 0 is not what a mistyped one gives.
    public init(stringLiteral value: String) {
        guard let number = ExactDecimal(value) else { preconditionFailure("'\(value)' is a decimal number") }
        self = number
    }
}
