/// An exact price in units of 1e-9, the convention of Databento and NautilusTrader.
///
/// Range ±9.2e9. `double` is correctly rounded: 1681234 of 1e-4 gives the double nearest to 168.1234, just as
/// parsing the decimal would.
public struct Price: BitwiseCopyable, Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Units per 1.0.
    public static let scale: Int64 = 1_000_000_000
    /// The price times 1e9.
    public var raw: Int64

    /// Makes a price of raw units.
    @inlinable
    public init(raw: Int64) { self.raw = raw }

    /// The nearest price to a finite double within ±9.2e9.
    @inlinable
    public init(_ value: Double) { raw = Int64((value * 1e9).rounded(.toNearestOrEven)) }

    /// The nearest double.
    @inlinable
    public var double: Double { Double(raw) / 1e9 }

    /// Orders by value.
    @inlinable
    public static func < (a: Price, b: Price) -> Bool { a.raw < b.raw }

    /// Decimal text without trailing zeros, as `1313.8`.
    public var description: String {
        let magnitude = raw.magnitude
        let whole = magnitude / UInt64(Self.scale)
        var digits = String(magnitude % UInt64(Self.scale))
        digits = String(repeating: "0", count: 9 - digits.count) + digits
        while digits.last == "0" { digits.removeLast() }
        return (raw < 0 ? "-" : "") + (digits.isEmpty ? "\(whole)" : "\(whole).\(digits)")
    }
}
