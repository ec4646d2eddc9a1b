/// A table for a terminal: columns as wide as their cells, the widest one of texts cut where the line would be too
/// long.
public struct TextTable {
    /// Where a column's cells stand.
    public enum Side: Sendable {
        /// At the left.
        case left
        /// At the right, as numbers do.
        case right
    }

    private let header: [String]
    private let sides: [Side]
    private var rows: [[String]] = []

    /// A table of some columns.
    public init(_ columns: [(title: String, side: Side)]) {
        header = columns.map(\.title)
        sides = columns.map(\.side)
    }

    /// Whether it has no rows.
    var isEmpty: Bool { rows.isEmpty }

    /// Adds a row.
    public mutating func add(_ cells: [String]) {
        precondition(cells.count == header.count, "a row has a cell for every column")
        rows.append(cells)
    }

    /// The header and the rows, each at most `width` wide where the widest column of texts gives way for it.
    public func lines(width: Int, indent: String) -> (header: String, rows: [String]) {
        var widths = header.indices.map { column in
            max(header[column].count, rows.map { $0[column].count }.max() ?? 0)
        }
        let total = indent.count + widths.reduce(0, +) + 2 * (widths.count - 1)
        let widest = widths.indices.filter { sides[$0] == .left }.max { widths[$0] < widths[$1] } ?? 0
        if total > width, !widths.isEmpty { widths[widest] = max(12, widths[widest] - (total - width)) }
        func line(_ cells: [String]) -> String {
            var text = indent
            for (column, cell) in cells.enumerated() {
                if column > 0 { text += "  " }
                let shown = column == widest ? TextLayout.shortened(cell, to: widths[widest]) : cell
                let blanks = String(repeating: " ", count: max(0, widths[column] - shown.count))
                text += sides[column] == .left ? shown + blanks : blanks + shown
            }
            while text.last == " " { text.removeLast() }
            return text
        }
        return (line(header), rows.map(line))
    }
}
