import MarketModel
import OperatorKit

/// What `agent.validation` keeps of one input.
struct InputWatch {
    /// What an input holds, where that has laws of its own.
    enum Kind { case bars, rows, windows, others }

    /// The watched number of a type that says nothing else: the first of these that it has.
    private static let mainFields = ["price", "close", "mid", "value", "equity"]

    /// Name in the report.
    let source: String
    let kind: Kind
    /// Indices of all readable fields.
    let fields: Range<Int>
    /// Index of a trade's price, or -1.
    let price: Int
    /// Indices of bid and ask, or nil.
    let touch: (bid: Int, ask: Int)?
    /// Longest time without an event; 0 for any.
    var gap: Int64
    /// Columns of a row, values of a window; that of the first one where the writer names no columns.
    var width: Int64?
    /// The laws of bars.
    var bars = BarWatch()
    /// Numbers whose jumps and silence count.
    var watched: [FieldWatch] = []
    /// Time of the newest event; nil before the first.
    var lastTime: Int64?
    /// Whether the alert for the present gap, crossing, skew or shape has been raised.
    var isSilent = false
    var isCrossed = false
    var isSkewed = false
    var isMisshapen = false

    /// Looks at what an input offers.
    init(_ input: NodeContext.Input, gap: Int64) {
        source = input.source
        self.gap = gap
        fields = 0..<input.fields.count
        kind =
            switch input.type.name {
            case Bar.typeName: .bars
            case FeatureRow.typeName: .rows
            case MatrixWindow.typeName: .windows
            default: .others
            }
        price = input.type.name == Trade.typeName ? input.type.index(of: "price") ?? -1 : -1
        width = input.columns.isEmpty ? nil : Int64(input.columns.count)
        if input.columns.isEmpty, let bid = input.type.index(of: "bid"), let ask = input.type.index(of: "ask")
        {
            touch = (bid, ask)
        } else {
            touch = nil
        }
    }

    /// Columns of a row or values of a window that are not as many as they should be, the first time.
    mutating func misshapen(_ count: Int64) -> Bool {
        guard let width else {
            self.width = count
            return false
        }
        guard count != width else {
            isMisshapen = false
            return false
        }
        defer { isMisshapen = true }
        return !isMisshapen
    }

    /// The number that is watched where the pipeline names none; nil for rows, which have no main one.
    static func mainField(_ input: NodeContext.Input) -> Int? {
        guard input.columns.isEmpty else { return nil }
        for name in mainFields { if let index = input.type.index(of: name) { return index } }
        return nil
    }
}
