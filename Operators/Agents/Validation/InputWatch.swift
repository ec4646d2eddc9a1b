import MarketModel
import OperatorKit

/// What `agent.validation` keeps of one input.
struct InputWatch {
    /// The watched number of a type that says nothing else: the first of these that it has.
    private static let mainFields = ["price", "close", "mid", "value", "equity"]

    /// Name in the report.
    let source: String
    /// Indices of all readable fields.
    let fields: Range<Int>
    /// Index of a bar's `partial` field, or -1.
    let partial: Int
    /// Indices of bid and ask, or nil.
    let touch: (bid: Int, ask: Int)?
    /// Numbers whose jumps and silence count.
    var watched: [FieldWatch] = []
    /// Time of the newest event; nil before the first.
    var lastTime: Int64?
    /// Whether the alert for the present gap, crossing or skew has been raised.
    var isSilent = false
    var isCrossed = false
    var isSkewed = false

    /// Looks at what an input offers.
    init(_ input: NodeContext.Input) {
        source = input.source
        fields = 0..<input.fields.count
        partial = input.type.name == Bar.typeName ? input.type.index(of: "partial") ?? -1 : -1
        if input.columns.isEmpty, let bid = input.type.index(of: "bid"), let ask = input.type.index(of: "ask")
        {
            touch = (bid, ask)
        } else {
            touch = nil
        }
    }

    /// The number that is watched where the pipeline names none; nil for rows, which have no main one.
    static func mainField(_ input: NodeContext.Input) -> Int? {
        guard input.columns.isEmpty else { return nil }
        for name in mainFields { if let index = input.type.index(of: name) { return index } }
        return nil
    }
}
