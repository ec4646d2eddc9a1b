/// One reason to doubt a backtest.
struct Warning {
    enum Severity: String {
        /// The figures may not mean what they seem to.
        case warning
        /// Worth knowing.
        case note
    }

    var code: String
    var severity: Severity
    var message: String

    static let columns = ["code", "severity", "message"]

    var cells: [String] { [code, severity.rawValue, message] }
}
