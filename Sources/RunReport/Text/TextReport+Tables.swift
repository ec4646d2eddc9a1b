import FlowEngine
import OperatorKit

extension TextReport {
    /// Rows that a terminal shows of a table, the last one aside, which may be a total.
    static let mostRows = 12

    /// The tables that nodes want shown, by the columns that they name.
    var tables: [String] {
        record.result.nodes.flatMap { node in
            node.report.tables.filter { !$0.textColumns.isEmpty && !$0.rows.isEmpty }.flatMap {
                ["\(node.name): \($0.name)"].map { style.paint($0, .bold) } + lines($0) + [""]
            }
        }.dropLast()
    }

    private func lines(_ table: NodeReport.Table) -> [String] {
        let columns = table.textColumns.compactMap { table.columns.firstIndex(of: $0) }
        guard !columns.isEmpty else { return [] }
        let hidden = max(0, table.rows.count - 1 - Self.mostRows)
        let shown = isVerbose || hidden == 0 ? table.rows : Array(table.rows.prefix(Self.mostRows))
        let rows = isVerbose || hidden == 0 ? shown : shown + table.rows.suffix(1)
        var text = TextTable(
            columns.map { column in
                let isNumber = rows.allSatisfy { $0[column].isEmpty || Double($0[column]) != nil }
                return (table.columns[column], isNumber ? .right : .left)
            })
        for row in rows { text.add(columns.map { row[$0] }) }
        var lines = text.lines(width: Self.width, indent: "  ")
        if hidden > 0, !isVerbose {
            lines.rows.insert(
                "  … \(NumberText.grouped(hidden)) more in the files", at: max(0, lines.rows.count - 1))
        }
        return [style.paint(lines.header, .faint)] + lines.rows
    }
}
