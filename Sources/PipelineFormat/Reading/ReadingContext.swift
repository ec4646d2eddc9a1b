/// What the passes of one reading share: the mistakes, the texts, and how much was expanded so far.
final class ReadingContext {
    /// The deepest nesting of lists and mappings, after aliases and substitution too.
    static let depthLimit = 64
    /// The most values that aliases, parameters and families may make; beyond is a bomb or a mistake.
    static let expansionLimit = 250_000
    private static let suggestionLimit = 100
    /// The most nodes after families were expanded.
    static let nodeLimit = 10_000

    private(set) var items: [Diagnostic] = []
    var sources: [String: String] = [:]
    /// A part could not be read, so names may be missing: nothing is called unknown any more.
    var isIncomplete = false
    private var expanded = 0
    private var suggestions = 0
    private var saidTooMuch = false

    func report(_ code: Code, _ origin: Origin, _ message: String, help: String? = nil) {
        items.append(Diagnostic(code.rawValue, origin, message, help: help))
    }

    func warn(_ code: Code, _ origin: Origin, _ message: String, help: String? = nil) {
        items.append(Diagnostic(code.rawValue, origin, message, help: help, severity: .warning))
    }

    /// Reports that a name is unknown, with the nearest that exists; silent while names may be missing.
    func reportUnknown(
        _ code: Code, _ origin: Origin, _ message: String, name: String, among names: some Sequence<String>,
        otherwise: String? = nil
    ) {
        guard !isIncomplete else { return }
        // Each suggestion looks at every name, so a file of thousands of mistakes gets the first hundred.
        suggestions += 1
        let near = suggestions <= Self.suggestionLimit ? nearest(to: name, among: names) : nil
        report(code, origin, message, help: near.map { "did you mean `\($0)`?" } ?? otherwise)
    }

    /// Whether `count` more values may be made; says so once if not.
    func mayExpand(_ count: Int, at origin: Origin) -> Bool {
        expanded += count
        guard expanded > Self.expansionLimit else { return true }
        if !saidTooMuch {
            saidTooMuch = true
            report(
                .expandsTooFar, origin,
                "aliases, parameters and families expand to more than \(Self.expansionLimit) values")
        }
        isIncomplete = true
        return false
    }

    /// All mistakes for people: sorted, and each cause once, though families and aliases repeat its place.
    var diagnostics: Diagnostics {
        struct Cause: Hashable {
            var code: String
            var position: SourcePosition
            var message: String
        }
        var seen = Set<Cause>()
        let unique = items.filter {
            seen.insert(Cause(code: $0.code, position: $0.origin.position, message: $0.message)).inserted
        }
        var all = Diagnostics(Diagnostics(unique).sorted)
        all.sources = sources
        return all
    }
}

extension ReadingContext {
    /// The entries of a mapping; nil, reported, for anything else.
    func mapping(_ value: YAMLValue, _ what: String) -> [(key: Located<String>, value: YAMLValue)]? {
        if case .mapping(let entries) = value.kind { return entries }
        wrongKind(value, "\(what) is a mapping, not \(value.kindName)")
        return nil
    }

    /// The text of a value; nil, reported, for anything else.
    func string(_ value: YAMLValue, _ what: String) -> Located<String>? {
        if let text = value.string, !text.isEmpty { return Located(text, value.origin) }
        var isQuotable = value.isScalar && value.string == nil
        if case .null = value.kind { isQuotable = false }
        wrongKind(
            value, value.string == "" ? "\(what) is empty" : "\(what) is a text, not \(value.kindName)",
            help: isQuotable ? "quote it: \"\(value.text)\"" : nil)
        return nil
    }

    /// The items of a list, or the value itself as the only one.
    func items(_ value: YAMLValue) -> [YAMLValue] {
        if case .sequence(let items) = value.kind { return items }
        return [value]
    }

    func wrongKind(_ value: YAMLValue, _ message: String, help: String? = nil) {
        if !value.isBroken { report(.wrongKind, value.origin, message, help: help) }
    }

    /// One of some words; nil, reported, for anything else.
    func word(_ value: YAMLValue, _ what: String, _ words: [String]) -> String? {
        if let text = value.string, words.contains(text) { return text }
        guard !value.isBroken else { return nil }
        guard value.isScalar else {
            wrongKind(value, "\(what) is one word, not \(value.kindName)")
            return nil
        }
        let near = nearest(to: value.text, among: words).map { "did you mean `\($0)`?" }
        report(
            .notAllowedWord, value.origin,
            "\(what) is one of \(words.joined(separator: ", ")), not \(shown(value.text))", help: near)
        return nil
    }

    /// Reports a key that is not known in its mapping.
    func unknownKey(_ key: Located<String>, in what: String, known: [String]) {
        let near = nearest(to: key.value, among: known).map { "did you mean `\($0)`?" }
        report(
            .unknownKey, key.origin, "\(what) has no key \(shown(key.value))",
            help: near ?? "the keys are \(known.joined(separator: ", "))")
    }
}
