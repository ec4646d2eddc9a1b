/// A number of the report with what it means.
struct Figure {
    var name: String
    var value: Double?
    var unit = ""
    var interval: (low: Double, high: Double)?
    var convention = ""
    /// Whether the text report shows it.
    var isHeadline = false

    static let columns = ["metric", "value", "low", "high", "unit", "convention"]

    /// Cells for table `metrics`: empty where nothing is defined.
    var cells: [String] {
        [
            name, value.map { "\($0)" } ?? "", interval.map { "\($0.low)" } ?? "",
            interval.map { "\($0.high)" } ?? "", unit, convention,
        ]
    }
}
