/// Numbers as pages show them.
enum HTMLNumber {
    /// A value with its unit: fractions as per cent, the rest of the unit kept.
    static func split(_ value: Double?, unit: String) -> (value: String, unit: String) {
        guard let value, value.isFinite else { return ("–", "") }
        guard unit == "fraction" || unit.hasPrefix("fraction ") else {
            return (NumberText.value(value), unit)
        }
        return (percent(value), String(unit.dropFirst(9)))
    }

    /// Two ends with one unit.
    static func interval(_ low: Double, _ high: Double, unit: String) -> String {
        let from = split(low, unit: unit).value
        let to = split(high, unit: unit).value
        return "\(from.hasSuffix(" %") && to.hasSuffix(" %") ? String(from.dropLast(2)) : from) to \(to)"
    }

    /// A fraction as per cent, with two decimals.
    static func percent(_ fraction: Double) -> String {
        NumberText.fixed(fraction * 100, decimals: fraction.magnitude >= 10 ? 0 : 2) + " %"
    }

    /// A cell of a table of texts: numbers to five digits, all else as it is.
    static func cell(_ text: String) -> String {
        guard text.utf8.count > 6, let value = Double(text), value.isFinite else { return text }
        return NumberText.value(value)
    }
}
