/// What a node says after a run, beyond what the engine counts.
public struct NodeReport: Sendable {
    /// A number with its unit.
    public struct Metric: Sendable {
        /// Name in `results: {x: node.name}`.
        public var name: String
        /// The value; nil when it is not defined (Sharpe of no trades).
        public var value: Double?
        /// Unit, or empty.
        public var unit: String
        /// Whether the text report shows it.
        public var isHeadline: Bool
    }

    /// A line over event time.
    public struct Series: Sendable {
        /// Name, as `equity`.
        public var name: String
        /// Unit of the values.
        public var unit: String
        /// Times, ns UTC.
        public var times: [Int64]
        /// Values.
        public var values: [Double]

        /// Makes a line.
        public init(name: String, unit: String, times: [Int64], values: [Double]) {
            self.name = name
            self.unit = unit
            self.times = times
            self.values = values
        }
    }

    /// A table, as of trades.
    public struct Table: Sendable {
        /// Name, as `trades`.
        public var name: String
        /// Column names.
        public var columns: [String]
        private var written: [[String]]?
        private let make: @Sendable () -> [[String]]

        /// The columns that the text report shows of the first rows; empty leaves the table to the other reports.
        public var textColumns: [String]

        /// Makes a table of rows that are there.
        public init(name: String, columns: [String], rows: [[String]], textColumns: [String] = []) {
            self.init(name: name, columns: columns, textColumns: textColumns) { rows }
            written = rows
        }

        /// Makes a table whose rows are written when somebody asks for them: many trades are not put into words for
        /// a report that does not show them.
        public init(
            name: String, columns: [String], textColumns: [String] = [],
            rows: @escaping @Sendable () -> [[String]]
        ) {
            self.name = name
            self.columns = columns
            self.textColumns = textColumns
            make = rows
        }

        /// Rows of cells as text.
        public var rows: [[String]] {
            get { written ?? make() }
            set { written = newValue }
        }

        /// Writes the rows down, for reports that look at them several times.
        public mutating func writeDown() { rows = rows }
    }

    /// Input that a source did not pass on, by reason.
    public struct Refusal: Sendable {
        /// Reason, as "price is not positive".
        public var reason: String
        /// How many.
        public var count: Int
        /// Whether it came too late rather than being wrong.
        public var isLate: Bool
        /// The first few, as "line 12: …".
        public var examples: [String]

        /// Makes a count of refusals.
        public init(reason: String, count: Int, isLate: Bool, examples: [String]) {
            self.reason = reason
            self.count = count
            self.isLate = isLate
            self.examples = examples
        }
    }

    /// Numbers, in order.
    public var metrics: [Metric] = []
    /// Lines over time.
    public var series: [Series] = []
    /// Tables.
    public var tables: [Table] = []
    /// What was refused.
    public var refusals: [Refusal] = []
    /// Rows or messages that came in from outside; nil for what is no source.
    public var received: Int?
    /// Names of the input files with a content hash, for the run's manifest.
    public var inputs: [(name: String, hash: String)] = []

    /// Starts an empty report.
    public init() {}

    /// Adds a number.
    public mutating func metric(_ name: String, _ value: Double?, unit: String = "", headline: Bool = true) {
        metrics.append(Metric(name: name, value: value, unit: unit, isHeadline: headline))
    }

    /// The value of a number by name.
    public func value(_ name: String) -> Double? { metrics.first { $0.name == name }?.value }
}
