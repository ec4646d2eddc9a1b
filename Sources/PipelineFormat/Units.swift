/// Numbers with units, as pipelines write them: `5m`, `10k`, `5%`, `64KiB`.
public struct Units: Sendable {
    /// What to say where a duration is wanted and something else stands.
    public static let durationHelp = "write a number with a unit: 250ns, 10us, 90ms, 30s, 5m, 1h or 1d"

    private static let durations: [String: Int64] = [
        "ns": 1, "us": 1_000, "µs": 1_000, "μs": 1_000, "ms": 1_000_000, "s": 1_000_000_000,
        "m": 60_000_000_000, "h": 3_600_000_000_000, "d": 86_400_000_000_000, "w": 604_800_000_000_000,
    ]
    private static let counts: [String: Int64] = ["": 1, "k": 1_000, "M": 1_000_000, "G": 1_000_000_000]
    private static let sizes: [String: Int64] = [
        "B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40,
        "kB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000, "TB": 1_000_000_000_000,
    ]

    /// Nanoseconds of a duration such as `90ms`, `1.5s` or `1h30m`; nil for a number without a unit.
    public static func nanoseconds(_ text: String) -> Int64? {
        var rest = Substring(text)
        var total: Int64 = 0
        repeat {
            guard let part = quantity(&rest, durations) else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(part)
            guard !overflow else { return nil }
            total = sum
        } while !rest.isEmpty
        return total
    }

    /// A count such as `1024`, `10k`, `1.5M`; nil when it is negative or not whole.
    public static func count(_ text: String) -> Int64? { single(text, counts) }

    /// Bytes of a size such as `64KiB`, `1MB` or `512B`; nil for a number without a unit.
    public static func bytes(_ text: String) -> Int64? { single(text, sizes) }

    /// The fraction that a percentage means: `5%` is 0.05; nil without the sign `%`.
    public static func percentage(_ text: String) -> Double? {
        guard text.hasSuffix("%") else { return nil }
        let number = text.dropLast()
        guard let first = number.utf8.first, first == 0x2D || (0x30...0x39).contains(first) else {
            return nil
        }
        let plain = number.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E }
        // Shifting the decimal point in the text is exact where a division by 100 would round twice.
        guard plain, number.utf8.last != 0x2E, let value = Double(number + "e-2"), value.isFinite else {
            return nil
        }
        return value
    }

    /// The shortest text that `nanoseconds` reads back as the same duration.
    static func text(nanoseconds: Int64) -> String {
        for (unit, size) in [("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000)]
            as [(String, Int64)]
        where nanoseconds != 0 && nanoseconds % size == 0 { return "\(nanoseconds / size)\(unit)" }
        for (unit, size) in [("ms", 1_000_000), ("us", 1_000)] as [(String, Int64)]
        where nanoseconds != 0 && nanoseconds % size == 0 { return "\(nanoseconds / size)\(unit)" }
        return "\(nanoseconds)ns"
    }

    private static func single(_ text: String, _ units: [String: Int64]) -> Int64? {
        var rest = Substring(text)
        guard let value = quantity(&rest, units), rest.isEmpty else { return nil }
        return value
    }

    /// Takes one number and its unit off the front; nil when it is not a whole number of the smallest unit.
    private static func quantity(_ rest: inout Substring, _ units: [String: Int64]) -> Int64? {
        let number = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
        rest = rest.dropFirst(number.count)
        let unit = rest.prefix { !("0"..."9").contains($0) }
        rest = rest.dropFirst(unit.count)
        guard let size = units[String(unit)] else { return nil }
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        let fraction = parts.count == 2 ? parts[1] : ""
        guard fraction.count <= 15, let digits = Int64(parts[0] + fraction) else { return nil }
        let (scaled, overflow) = digits.multipliedReportingOverflow(by: size)
        var divisor: Int64 = 1
        for _ in fraction { divisor *= 10 }
        guard !overflow, scaled % divisor == 0 else { return nil }
        return scaled / divisor
    }
}
