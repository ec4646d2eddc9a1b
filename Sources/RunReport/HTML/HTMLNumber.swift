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

    /// Two ends with one unit, and as many decimals each.
    static func interval(_ low: Double, _ high: Double, unit: String) -> String {
        let ends = [low, high]
        guard ends.allSatisfy(\.isFinite) else {
            return ends.map { split($0, unit: unit).value }.joined(separator: " to ")
        }
        if unit == "fraction" || unit.hasPrefix("fraction ") {
            return "\(percent(low).dropLast(2)) to \(percent(high))"
        }
        let size = max(low.magnitude, high.magnitude)
        let most = size >= 1000 ? 2 : size >= 0.1 ? 3 : 6
        func texts(_ decimals: Int) -> [String] { ends.map { NumberText.fixed($0, decimals: decimals) } }
        // Idle zeros go where both have them.
        let least = (0...most).first { few in
            zip(texts(few), texts(most)).allSatisfy { Self.plain($0) == Self.plain($1) }
        }
        return texts(least ?? most).joined(separator: " to ")
    }

    /// The number that a text shows.
    private static func plain(_ text: String) -> Double? { Double(text.filter { $0 != "," }) }

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
