/// Something that a person should look at, found by an agent that watches.
public struct Alert: Event, Equatable {
    /// How bad it is.
    public enum Severity: UInt64, Sendable, CaseIterable, Comparable {
        case info = 1, warning = 2, critical = 3
        /// Orders by badness.
        public static func < (a: Severity, b: Severity) -> Bool { a.rawValue < b.rawValue }
    }

    /// Header of the event that raised it.
    public var header: EventHeader
    /// What it is about: a code whose names the raising operator documents.
    public var code: UInt64
    /// Raw value of the severity.
    public var severityCode: UInt64
    /// The value that broke the limit, in the rule's unit.
    public var value: Double
    /// The limit.
    public var limit: Double
    /// Which of the raising node's inputs, from 0.
    public var input: Int64

    /// Makes an alert.
    @inlinable
    public init(
        header: EventHeader, code: UInt64, severity: Severity, value: Double, limit: Double, input: Int64
    ) {
        self.header = header
        self.code = code
        severityCode = severity.rawValue
        self.value = value
        self.limit = limit
        self.input = input
    }

    /// How bad it is.
    @inlinable
    public var severity: Severity { Severity(rawValue: severityCode) ?? .warning }

    /// Name of the type.
    public static let typeName = "Alert"
    /// Readable numbers.
    public static let fields: [EventField<Alert>] = [
        EventField("code", "of the rule") { Double($0.code) },
        EventField("severity", "1 info, 2 warning, 3 critical") { Double($0.severityCode) },
        EventField("value", "the rule's") { $0.value },
        EventField("limit", "the rule's") { $0.limit },
        EventField("input", "number of the input") { Double($0.input) },
    ]
}
