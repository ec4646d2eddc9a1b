import RunReport

/// A table of figures, for a terminal and for a model card.
struct FigureTable {
    /// Its title.
    let title: String
    /// Names of the columns.
    let header: [String]
    /// Rows, each with a cell a column.
    private(set) var rows: [[String]] = []
    /// Sentences below it.
    var notes: [String] = []

    init(_ title: String, _ header: [String]) {
        self.title = title
        self.header = header
    }

    mutating func add(_ cells: [String]) { rows.append(cells) }

    /// With a heading.
    var markdown: String {
        guard !rows.isEmpty else { return "" }
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
        return "## \(title)\n\n" + line(header) + "|" + String(repeating: "---|", count: header.count) + "\n"
            + rows.map(line).joined() + "\n" + notes.map { $0 + "\n\n" }.joined()
    }

    /// With a line before it.
    var text: String {
        guard !rows.isEmpty else { return "" }
        let sides: [TextTable.Side] = header.indices.map { $0 == 0 ? .left : .right }
        var table = TextTable(zip(header, sides).map { (title: $0, side: $1) })
        for row in rows { table.add(row) }
        let lines = table.lines(width: 120, indent: "  ")
        return ([title + ":", lines.header] + lines.rows + notes.map { "  " + $0 }).joined(separator: "\n")
            + "\n"
    }

    /// A number with four decimals, or a dash.
    static func number(_ value: Double?, decimals: Int = 4) -> String {
        value.map { NumberText.fixed($0, decimals: decimals) } ?? "–"
    }

    /// A share as percent, or a dash.
    static func percent(_ value: Double?) -> String {
        value.map { NumberText.fixed(100 * $0, decimals: 1) + " %" } ?? "–"
    }
}
