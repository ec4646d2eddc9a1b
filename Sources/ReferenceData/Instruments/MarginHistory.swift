/// What margin a futures exchange asked per contract, by day: a margin file of QuantConnect's Lean.
///
/// Columns: first day, initial, maintenance margin in the contract's currency.
public struct MarginHistory: Sendable {
    /// Oldest first.
    public let margins: [Instrument.Margin]

    /// Reads a file.
    public init(path: String) throws(ReferenceDataError) {
        try self.init(ReferenceFile(path: path))
    }

    /// Reads a file's bytes; `path` is for messages.
    public init(bytes: [UInt8], path: String) throws(ReferenceDataError) {
        try self.init(ReferenceFile(bytes: bytes, path: path))
    }

    private init(_ file: ReferenceFile) throws(ReferenceDataError) {
        var margins: [Instrument.Margin] = []
        for row in file.rows where row.cells.first != "date" {
            let margin = Instrument.Margin(
                initial: try row.positive(1, "initial margin"),
                maintenance: try row.positive(2, "maintenance margin"), since: try row.date(0))
            if let last = margins.last, last.since >= margin.since {
                throw row.error("the day \(margin.since) does not come after \(last.since)")
            }
            margins.append(margin)
        }
        self.margins = margins
    }

    /// The margin in force on a day; nil before the first.
    public func margin(on day: CivilDate) -> Instrument.Margin? { margins.last { $0.since <= day } }
}
