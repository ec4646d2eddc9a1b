/// Why a grid cannot be searched.
public struct SweepError: Error, Sendable, Equatable {
    /// What is wrong.
    public var message: String
    /// What to do about it.
    public var help: String

    init(_ message: String, help: String) {
        self.message = message
        self.help = help
    }
}

/// One parameter of a sweep with the values to try.
public struct SweepAxis: Sendable, Equatable {
    /// Most values of one axis.
    static let most = 100_000

    /// The parameter.
    public var name: String
    /// Values as `--set` takes them, in the order given.
    public var values: [String]

    /// Makes an axis.
    public init(name: String, values: [String]) {
        self.name = name
        self.values = values
    }

    /// Reads `fast=6..20:2`, a range with its step (1 where none is said), or `fast=6,9,12`, a list.
    public init(parsing text: String) throws(SweepError) {
        let help = "write it as fast=6..20:2 or fast=6,9,12"
        let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard sides.count == 2, !sides[0].isEmpty else {
            throw SweepError("`--grid \(text)` names no parameter", help: help)
        }
        name = String(sides[0])
        values = []
        for part in sides[1].split(separator: ",", omittingEmptySubsequences: false) {
            guard !part.isEmpty else { throw SweepError("`--grid \(text)` has an empty value", help: help) }
            if let range = part.firstRange(of: "..") {
                values += try Self.range(
                    part[..<range.lowerBound], part[range.upperBound...], in: text, help: help)
            } else {
                values.append(String(part))
            }
            guard values.count <= Self.most else {
                throw SweepError(
                    "`--grid \(text)` has more than \(NumberText.grouped(Self.most)) values",
                    help: "take a larger step")
            }
        }
        var seen: Set<String> = []
        for value in values where !seen.insert(value).inserted {
            throw SweepError("`--grid \(text)` has \(value) twice", help: "name each value once")
        }
    }

    /// The values of a range, in the decimals of its ends and its step.
    private static func range(
        _ low: Substring, _ rest: Substring, in text: String, help: String
    ) throws(SweepError) -> [String] {
        let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
        let step = parts.count == 2 ? String(parts[1]) : "1"
        guard parts.count <= 2, let high = parts.first, let first = decimal(String(low)),
            let last = decimal(String(high)), let stride = decimal(step)
        else { throw SweepError("`--grid \(text)` has a range that is not of numbers", help: help) }
        let places = max(first.places, last.places, stride.places)
        let scaled = [first, last, stride].map { $0.scaled(to: places) }
        guard let start = scaled[0], let end = scaled[1], let size = scaled[2] else {
            throw SweepError("`--grid \(text)` has numbers with too many digits", help: help)
        }
        guard size > 0 else {
            throw SweepError("`--grid \(text)` has a step that is not above 0", help: help)
        }
        guard start <= end else {
            throw SweepError("`--grid \(text)` is empty: it ends before it begins", help: help)
        }
        guard (end - start) / size < most else {
            throw SweepError(
                "`--grid \(text)` has more than \(NumberText.grouped(most)) values",
                help: "take a larger step")
        }
        return Swift.stride(from: start, through: end, by: size).map { plain($0, places: places) }
    }

    /// A decimal as an integer and the places after its point.
    private struct Decimal {
        var digits: Int
        var places: Int

        func scaled(to count: Int) -> Int? {
            var value = digits
            for _ in places..<max(count, places) {
                let (product, overflow) = value.multipliedReportingOverflow(by: 10)
                if overflow { return nil }
                value = product
            }
            return value.magnitude < 1 << 60 ? value : nil
        }
    }

    private static func decimal(_ text: String) -> Decimal? {
        guard let match = text.wholeMatch(of: /(-?)(\d{1,15})(?:\.(\d{1,9}))?/),
            let digits = Int("\(match.1)\(match.2)\(match.3 ?? "")")
        else { return nil }
        return Decimal(digits: digits, places: match.3?.count ?? 0)
    }

    private static func plain(_ value: Int, places: Int) -> String {
        guard places > 0 else { return "\(value)" }
        let digits = String(value.magnitude)
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        var text = "\(padded.dropLast(places)).\(padded.suffix(places))"
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return (value < 0 ? "-" : "") + text
    }
}
