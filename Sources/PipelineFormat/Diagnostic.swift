/// One mistake that the user can mend: a stable code, where it is, what is wrong, and what to do.
public struct Diagnostic: Error, Hashable, Sendable {
    /// How grave it is; only errors stop a run.
    public enum Severity: String, Sendable { case error, warning }

    /// Stable code, as `GF203`.
    public var code: String
    /// How grave it is.
    public var severity: Severity
    /// Where it is.
    public var origin: Origin
    /// What is wrong, in one sentence without a full stop.
    public var message: String
    /// What to do, or nil.
    public var help: String?

    /// Makes a diagnostic.
    public init(
        _ code: String, _ origin: Origin, _ message: String, help: String? = nil,
        severity: Severity = .error
    ) {
        self.code = code
        self.severity = severity
        self.origin = origin
        self.message = message
        self.help = help
    }
}

/// All mistakes of one pass, collected.
public struct Diagnostics: Error, Sendable {
    /// The mistakes, in the order found; `sorted` orders them for people.
    public var items: [Diagnostic]
    /// The texts that the mistakes point into, by path as shown in positions: for carets.
    ///
    /// They are here as well as in `PipelineSpec.sources`, since a file may be too broken to give a spec.
    public var sources: [String: String] = [:]

    /// Collects mistakes.
    public init(_ items: [Diagnostic] = []) { self.items = items }

    /// Whether any of them stops a run.
    public var hasErrors: Bool { items.contains { $0.severity == .error } }

    /// Adds one.
    public mutating func append(_ item: Diagnostic) { items.append(item) }

    /// The same, by file, line, column and code, without exact repetitions.
    public var sorted: [Diagnostic] {
        Array(Set(items)).sorted {
            ($0.origin.position, $0.code, $0.message) < ($1.origin.position, $1.code, $1.message)
        }
    }
}
