public import PipelineFormat

/// A mapping of a YAML file whose keys are asked for one by one; what nobody asked for is a mistake.
///
/// Every mistake goes, with its place, to the list that all sections of a file share.
public final class FormSection {
    /// The mistakes of a file.
    public final class Mistakes {
        /// In the order found.
        public private(set) var diagnostics = Diagnostics()

        /// None yet.
        public init() {}

        /// Adds one.
        public func report(_ code: String, _ origin: Origin, _ message: String, help: String? = nil) {
            diagnostics.append(Diagnostic(code, origin, message, help: help))
        }

        func merge(_ more: Diagnostics) {
            diagnostics.items += more.items
            diagnostics.sources.merge(more.sources) { first, _ in first }
        }
    }

    /// What it is, for messages, as "`settings`".
    public let what: String
    /// Where it stands.
    public let origin: Origin
    /// Where mistakes go.
    public let mistakes: Mistakes
    private let entries: [(key: Located<String>, value: YAMLValue)]
    private var known: [String] = []

    init(
        _ entries: [(key: Located<String>, value: YAMLValue)], what: String, origin: Origin,
        mistakes: Mistakes
    ) {
        self.entries = entries
        self.what = what
        self.origin = origin
        self.mistakes = mistakes
    }

    /// The value of a key as it was read; asking makes the key a known one.
    public func value(_ key: String) -> YAMLValue? {
        if !known.contains(key) { known.append(key) }
        return entries.first { $0.key.value == key }?.value
    }

    /// The keys that are there.
    public var keys: [Located<String>] { entries.map(\.key) }

    /// A text.
    public func text(_ key: String) -> Located<String>? {
        guard let value = value(key) else { return nil }
        if case .string(let text) = value.kind, !text.isEmpty { return Located(text, value.origin) }
        return wrong(key, value, "a text")
    }

    /// One of some words.
    public func word(_ key: String, among words: [String]) -> String? {
        guard let value = value(key) else { return nil }
        if case .string(let text) = value.kind, words.contains(text) { return text }
        let near = nearest(to: value.text, among: words).map { "did you mean `\($0)`?" }
        mistakes.report(
            "GF107", value.origin,
            "`\(key)` is one of \(words.joined(separator: ", ")), not \(Self.shown(value))",
            help: near)
        return nil
    }

    /// True or false.
    public func flag(_ key: String) -> Bool? {
        guard let value = value(key) else { return nil }
        if case .bool(let flag) = value.kind { return flag }
        return wrong(key, value, "true or false")
    }

    /// A whole number; `500k` and `2M` are read too.
    public func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = value(key) else { return nil }
        return integer(value, key, range)
    }

    private func integer(_ value: YAMLValue, _ key: String, _ range: ClosedRange<Int>) -> Int? {
        var found: Int?
        switch value.kind {
        case .integer(let number): found = Int(number)
        case .string(let text): found = Units.count(text).map { Int($0) }
        default: break
        }
        guard let found else { return wrong(key, value, "a whole number") }
        guard range.contains(found) else {
            return outside(key, value, "\(range.lowerBound) to \(range.upperBound)")
        }
        return found
    }

    /// A number; with `.inf` among those that are allowed only if the range has no end.
    public func number(_ key: String, in range: ClosedRange<Double>) -> Double? {
        guard let value = value(key) else { return nil }
        var found: Double?
        switch value.kind {
        case .integer(let number): found = Double(number)
        case .real(let number): found = number
        default: break
        }
        guard let found else { return wrong(key, value, "a number") }
        guard range.contains(found) else {
            return outside(key, value, "\(range.lowerBound) to \(range.upperBound)")
        }
        return found
    }

    /// Whole numbers: one, a list, or a text as `1..10`.
    public func integers(_ key: String, in range: ClosedRange<Int>, atMost: Int) -> [Int]? {
        guard let value = value(key) else { return nil }
        var found: [Int] = []
        switch value.kind {
        case .sequence(let items):
            for item in items {
                guard let number = integer(item, key, range) else { return nil }
                found.append(number)
            }
        case .string(let text) where text.contains(".."):
            let ends = text.split(separator: ".", omittingEmptySubsequences: true).map { Int($0) }
            guard ends.count == 2, let low = ends[0], let high = ends[1], low <= high, high - low < atMost,
                range.contains(low), range.contains(high)
            else { return outside(key, value, "numbers as 1..10, within \(range), at most \(atMost)") }
            found = Array(low...high)
        default:
            guard let number = integer(value, key, range) else { return nil }
            found = [number]
        }
        guard !found.isEmpty, found.count <= atMost else {
            return outside(key, value, "1 to \(atMost) numbers")
        }
        return found
    }

    /// A mapping in it; nil if there is none.
    public func section(_ key: String) -> FormSection? {
        guard let value = value(key) else { return nil }
        return section(value, "`\(key)`")
    }

    func section(_ value: YAMLValue, _ what: String) -> FormSection? {
        guard case .mapping(let entries) = value.kind else {
            mistakes.report("GF106", value.origin, "\(what) is a mapping, not \(Self.shown(value))")
            return nil
        }
        return FormSection(entries, what: what, origin: value.origin, mistakes: mistakes)
    }

    /// Says that a key is missing.
    public func missing(_ key: String, help: String) {
        mistakes.report("GF108", origin, "\(what) has no `\(key)`", help: help)
    }

    /// Reports the keys that nobody asked for.
    public func finish() {
        for entry in entries where !known.contains(entry.key.value) {
            let near = nearest(to: entry.key.value, among: known).map { "did you mean `\($0)`?" }
            mistakes.report(
                "GF105", entry.key.origin, "\(what) has no key `\(entry.key.value)`",
                help: near ?? (known.isEmpty ? nil : "the keys are \(known.joined(separator: ", "))"))
        }
    }

    private func wrong<T>(_ key: String, _ value: YAMLValue, _ expected: String) -> T? {
        mistakes.report("GF106", value.origin, "`\(key)` is \(expected), not \(Self.shown(value))")
        return nil
    }

    private func outside<T>(_ key: String, _ value: YAMLValue, _ expected: String) -> T? {
        mistakes.report("GF114", value.origin, "`\(key)` is \(Self.shown(value)), and \(expected) is allowed")
        return nil
    }

    private static func shown(_ value: YAMLValue) -> String {
        switch value.kind {
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .null: "nothing"
        default: "`\(value.text.prefix(60))`"
        }
    }
}
