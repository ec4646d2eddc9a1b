import MarketModel
import OperatorKit

/// The latest finite value of every column of a plan, kept while events come.
struct LatestValues {
    private struct Input {
        /// The slots it fills: a range of `reads`.
        var first: Int
        var end: Int
        var triggers: Bool
        /// Index of a bar's `partial` field, or -1.
        var partialField: Int
    }

    /// How a column is made of the slots.
    private enum Cell {
        case slot(Int)
        case percent(Int, from: Int)
        case clock(DayPhase)
    }

    private var inputs: [Input] = []
    private var reads: [Int] = []
    private var cells: [Cell] = []
    /// NaN before the first value.
    private var values: [Double]
    /// Whether the newest event had no finite value for the slot, so that an older one stands.
    private var isOld: [Bool]
    private var missing: Int
    private var old = 0
    /// Rows made while some value stood in for one that was not finite.
    private(set) var rowsWithOld = 0

    /// Follows the columns of `plan`.
    init(_ plan: ColumnPlan, _ context: [NodeContext.Input]) {
        var places: [ColumnPlan.Place] = []
        func slot(_ place: ColumnPlan.Place) -> Int {
            if let known = places.firstIndex(of: place) { return known }
            places.append(place)
            return places.count - 1
        }
        for column in plan.columns {
            switch column.origin {
            case .field(let place): cells.append(.slot(slot(place)))
            case .percent(let place, let base): cells.append(.percent(slot(place), from: slot(base)))
            case .clock(let phase): cells.append(.clock(phase))
            }
        }
        // Slots in the order of the inputs, so that an input's are a range.
        let order = places.indices.sorted { (places[$0].input, $0) < (places[$1].input, $1) }
        var rank = [Int](repeating: 0, count: places.count)
        for (new, old) in order.enumerated() { rank[old] = new }
        cells = cells.map { cell in
            switch cell {
            case .slot(let slot): .slot(rank[slot])
            case .percent(let slot, let base): .percent(rank[slot], from: rank[base])
            case .clock: cell
            }
        }
        for (index, input) in context.enumerated() {
            let first = reads.count
            reads += order.filter { places[$0].input == index }.map { places[$0].field }
            let partial = input.type.name == Bar.typeName ? input.type.index(of: "partial") : nil
            inputs.append(
                Input(
                    first: first, end: reads.count, triggers: input.triggers, partialField: partial ?? -1))
        }
        values = [Double](repeating: .nan, count: places.count)
        isOld = [Bool](repeating: false, count: places.count)
        missing = places.count
    }

    /// Whether the events of an input make rows.
    func triggers(_ index: Int) -> Bool { inputs[index].triggers }

    /// Takes what a batch leaves behind: of an input that makes no rows nobody sees more.
    mutating func update(_ index: Int, _ batch: EventBatch) {
        let input = inputs[index]
        for slot in input.first..<input.end {
            var isNewest = true
            for event in stride(from: batch.count - 1, through: 0, by: -1)
            where !isPartial(batch, event, input) {
                let value = batch.value(event, field: reads[slot])
                if isNewest { mark(slot, old: !value.isFinite) }
                isNewest = false
                guard value.isFinite else { continue }
                set(slot, value)
                break
            }
        }
    }

    /// Takes one event of an input that makes rows; whether there is a row now.
    mutating func take(_ index: Int, _ batch: EventBatch, _ event: Int) -> Bool {
        let input = inputs[index]
        if isPartial(batch, event, input) { return false }
        for slot in input.first..<input.end {
            let value = batch.value(event, field: reads[slot])
            mark(slot, old: !value.isFinite)
            if value.isFinite { set(slot, value) }
        }
        return missing == 0
    }

    /// The row as it is now.
    mutating func row(_ header: EventHeader) -> FeatureRow {
        rowsWithOld += old > 0 ? 1 : 0
        var row = FeatureRow(header: header, count: Int64(cells.count))
        for (column, cell) in cells.enumerated() {
            switch cell {
            case .slot(let slot): row.values[column] = values[slot]
            case .percent(let slot, let base):
                let percent = 100 * (values[slot] / values[base] - 1)
                row.values[column] = percent.isFinite ? percent : 0
            case .clock(let phase): row.values[column] = phase.value(at: header.time)
            }
        }
        return row
    }

    private func isPartial(_ batch: EventBatch, _ event: Int, _ input: Input) -> Bool {
        input.partialField >= 0 && batch.value(event, field: input.partialField) != 0
    }

    private mutating func set(_ slot: Int, _ value: Double) {
        if values[slot].isNaN { missing -= 1 }
        values[slot] = value
    }

    private mutating func mark(_ slot: Int, old isNowOld: Bool) {
        guard isOld[slot] != isNowOld else { return }
        isOld[slot] = isNowOld
        old += isNowOld ? 1 : -1
    }

    /// Says how often an older value stood in.
    func report(into report: inout NodeReport) {
        report.metric(
            "rows_with_old_values", Double(rowsWithOld),
            unit: "rows with an older value for one that was not finite", headline: false)
    }
}
