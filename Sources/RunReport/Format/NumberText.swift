import Glibc

/// Numbers as people read them in a terminal or on a page.
public enum NumberText {
    /// A whole number with thousands apart, `1,234,567`.
    public static func grouped(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return (value < 0 ? "-" : "") + text
    }

    /// A number with a fixed count of decimals, thousands apart; what has no decimals to show is kept short.
    public static func fixed(_ value: Double, decimals: Int) -> String {
        guard value.isFinite else { return value.isNaN ? "not a number" : value < 0 ? "-∞" : "∞" }
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (value.magnitude * scale).rounded()
        guard scaled < 9e15 else { return "\(value)" }
        let units = Int(scaled)
        let step = Int(scale)
        let sign = value < 0 && units > 0 ? "-" : ""
        guard decimals > 0 else { return sign + grouped(units) }
        let fraction = String(units % step)
        return sign + grouped(units / step) + "."
            + String(repeating: "0", count: decimals - fraction.count) + fraction
    }

    /// A measured value: whole numbers whole, others with about five significant digits.
    public static func value(_ value: Double) -> String {
        guard value.isFinite else { return fixed(value, decimals: 0) }
        if value == value.rounded(), value.magnitude < 9e15 { return grouped(Int(value)) }
        let size = value.magnitude
        if size < 1e-4 || size >= 1e12 { return scientific(value) }
        return trimmed(fixed(value, decimals: size >= 1000 ? 2 : size >= 10 ? 3 : size >= 0.1 ? 4 : 6))
    }

    /// A number far from 1 with five significant digits at most, `1.25e-06`.
    private static func scientific(_ value: Double) -> String {
        var exponent = Int(log10(value.magnitude).rounded(.down))
        var digits = value / pow(10, Double(exponent))
        // Rounding may carry: 9.99999 is 10.
        if digits.magnitude >= 9.99995 { (digits, exponent) = (digits / 10, exponent + 1) }
        // The smallest numbers have no power of ten below them.
        guard digits.isFinite else { return "\(value)" }
        let power = (exponent < 0 ? "-" : "+") + (abs(exponent) < 10 ? "0" : "") + "\(abs(exponent))"
        return "\(trimmed(fixed(digits, decimals: 4)))e\(power)"
    }

    /// A latency with three significant digits, `412 ns`, `3.21 µs`, `1.05 ms`.
    public static func latency(_ nanoseconds: UInt64) -> String {
        if nanoseconds < 1_000 { return "\(nanoseconds) ns" }
        let units: [(size: Double, name: String)] = [(1e3, "µs"), (1e6, "ms"), (1e9, "s")]
        for (index, unit) in units.enumerated() {
            let value = Double(nanoseconds) / unit.size
            // 999.6 would be shown as 1000: the next unit says it shorter.
            guard value >= 999.5, index + 1 < units.count else { return significant(value) + " " + unit.name }
        }
        return "\(nanoseconds) ns"
    }

    /// A limit as somebody wrote it, without idle zeros, `1 ms`, `2.5 s`.
    public static func limit(_ nanoseconds: Int64) -> String {
        let text = latency(UInt64(max(0, nanoseconds)))
        guard let blank = text.firstIndex(of: " ") else { return text }
        return trimmed(String(text[..<blank])) + text[blank...]
    }

    /// Seconds of a phase, `0.042 s`, `12.3 s`.
    public static func seconds(_ seconds: Double) -> String {
        fixed(seconds, decimals: seconds < 1 ? 3 : seconds < 100 ? 2 : 0) + " s"
    }

    /// A rate or count in short, `9.81 M`, `412 k`.
    public static func short(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        let units: [(size: Double, name: String)] = [(1e9, " G"), (1e6, " M"), (1e3, " k")]
        for unit in units where value.magnitude >= unit.size {
            return significant(value / unit.size) + unit.name
        }
        return significant(value)
    }

    /// Memory in MiB or GiB.
    public static func bytes(_ count: UInt64) -> String {
        let mib = Double(count) / 1_048_576
        return mib < 1024 ? fixed(mib, decimals: 1) + " MiB" : fixed(mib / 1024, decimals: 2) + " GiB"
    }

    /// A quantile as written in budgets, `p99`, `p99.9`, `max`.
    public static func quantile(_ quantile: Double) -> String {
        quantile >= 1 ? "max" : "p" + trimmed(fixed(quantile * 100, decimals: 4))
    }

    private static func significant(_ value: Double) -> String {
        fixed(value, decimals: value.magnitude >= 99.95 ? 0 : value.magnitude >= 9.995 ? 1 : 2)
    }

    private static func trimmed(_ text: String) -> String {
        guard text.contains(".") else { return text }
        var text = text
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }
}
