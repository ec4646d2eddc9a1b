import MarketModel

/// What `agent.validation` looks for; the raw value is the alert's code.
enum ValidationRule: UInt64, CaseIterable, Sendable {
    case notFinite = 1
    case gap, spike, crossed, stale, clock, drift, bar, schema, through

    /// Name in the report.
    var name: String { self == .notFinite ? "not_finite" : "\(self)" }

    /// How bad it is; a drift is worse when it is large.
    var severity: Alert.Severity {
        switch self {
        case .notFinite, .bar, .schema: .critical
        case .gap, .spike, .crossed, .stale, .clock, .drift, .through: .warning
        }
    }
}
