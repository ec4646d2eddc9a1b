import MarketModel
import OperatorKit

/// What a column of alternative data holds.
struct AlternativeColumn: Sendable {
    enum Kind: Sendable {
        /// A number, into a value of that index.
        case number(Int)
        /// A time, as seconds since 1970, into a value of that index.
        case time(Int)
        /// Call (1) or put (−1), into a value of that index.
        case right(Int)
    }

    /// As in `columns`.
    let name: String
    /// What files call it, in lower case, the likeliest first.
    let aliases: [String]
    let kind: Kind
    var isRequired = false
}

/// One row, when it was known and what it says; NaN is a field that is absent or empty.
struct KnownRow: Sendable {
    static let capacity = 8

    /// When it was known, ns since 1970 UTC.
    var known: Int64 = 0
    /// The time that it is about, ns since 1970 UTC.
    var about: Int64 = 0
    /// Whether the file says what it is about; else `about` is when it was known.
    var hasAbout = false
    /// The number of its line in the file, from 1.
    var line = 0
    var values = InlineArray<8, Double>(repeating: .nan)

    /// The time that it is about, in seconds since 1970.
    var aboutSeconds: Double { Double(about) / 1e9 }
}

/// What a maker has to say at the end of a group of rows.
enum AlternativeOutcome {
    case row(FeatureRow)
    case refused(String)
}

/// A kind of alternative data: its columns, and how rows become events.
protocol AlternativeFormat: SendableMetatype {
    associatedtype Settings: AlternativeSettings

    /// Name and documentation.
    static var manual: FeedManual { get }
    /// What files call the column `about`.
    static var aboutAliases: [String] { get }
    /// What files call the column `name`.
    static var nameAliases: [String] { get }
    /// The columns that carry figures.
    static var fields: [AlternativeColumn] { get }
    /// The columns that are sent.
    static var columns: [String] { get }
    /// Whether rows of one file known at the same time make one event, rather than one each.
    static var isGrouped: Bool { get }

    init(_ settings: Settings) throws(OperatorError)

    /// What is wrong with a row, or nil; its values may be completed.
    func fault(of row: inout KnownRow) -> String?
    /// Takes a row, in order of when they were known.
    mutating func take(_ row: KnownRow)
    /// The event of the rows taken since the last one; its header is set by the source.
    mutating func finishGroup() -> AlternativeOutcome
}

extension FeatureRow {
    /// An event that has no place in the order yet.
    init(_ values: [Double]) {
        self.init(header: EventHeader(time: 0, sequence: .min), count: Int64(values.count))
        for (index, value) in values.enumerated() { self.values[index] = value }
    }
}
