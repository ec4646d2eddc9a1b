import OperatorKit

/// Reads an argument that is a number or a mapping of numbers, with complaints at the exact place.
struct TreeReader {
    /// The argument's name.
    let argument: String
    private let value: ArgumentValue

    init(_ argument: String, _ value: ArgumentValue) {
        self.argument = argument
        self.value = value
    }

    /// The value itself, when it is a number.
    var number: Double? { value.number }

    /// The value itself, when it is a word.
    var word: String? {
        if case .text(let text) = value.kind { text } else { nil }
    }

    /// The keys of the mapping; refuses what is none and keys that are not among `known`.
    func keys(among known: [String]) throws(OperatorError) -> [String] {
        guard case .table(let entries) = value.kind else {
            throw complaint("\(argument) is a mapping with \(known.joined(separator: ", "))")
        }
        for (key, entry) in entries where !known.contains(key) {
            throw complaint("\(argument) has no key '\(key)'", at: entry, help: known.joined(separator: ", "))
        }
        return entries.map(\.key)
    }

    /// Whether the mapping has the key.
    func has(_ key: String) -> Bool { value[key] != nil }

    /// The number of a key in a range, or the default; without a default the key must be there.
    func real(
        _ key: String, in range: ClosedRange<Double>, default fallback: Double? = nil
    ) throws(OperatorError) -> Double {
        guard let entry = value[key] else {
            if let fallback { return fallback }
            throw complaint("\(argument) needs '\(key)'")
        }
        guard let number = entry.number, range.contains(number) else {
            throw complaint("'\(key)' is a number from \(range.lowerBound) to \(range.upperBound)", at: entry)
        }
        return number
    }

    /// The word of a key.
    func text(_ key: String) -> String? { value[key]?.text }

    /// The pairs of numbers in the list of a key.
    func pairs(_ key: String) throws(OperatorError) -> [(Double, Double)] {
        guard let entry = value[key], case .list(let items) = entry.kind, !items.isEmpty else {
            throw complaint("'\(key)' is a list of pairs, as [[0, 2.5], [1000, 1.5]]")
        }
        var pairs: [(Double, Double)] = []
        for item in items {
            guard case .list(let two) = item.kind, two.count == 2, let a = two[0].number,
                let b = two[1].number
            else { throw complaint("'\(key)' is a list of pairs, as [[0, 2.5], [1000, 1.5]]", at: item) }
            pairs.append((a, b))
        }
        return pairs
    }

    /// A complaint about the value, or about a part of it.
    func complaint(_ message: String, at part: ArgumentValue? = nil, help: String? = nil) -> OperatorError {
        let origin = (part ?? value).origin
        return OperatorError(message, argument: argument, help: help, origin: origin == 0 ? nil : origin)
    }
}
