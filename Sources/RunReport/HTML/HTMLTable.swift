/// A table of a page; cells of numeric columns stand right.
struct HTMLTable {
    private let columns: [(title: String, isNumber: Bool)]
    private var body = ""

    init(_ columns: [(title: String, isNumber: Bool)]) { self.columns = columns }

    var isEmpty: Bool { body.isEmpty }

    /// Adds a row of cells that are HTML already.
    mutating func add(_ cells: [String]) {
        body += "<tr>"
        for (column, cell) in zip(columns, cells) {
            body += (column.isNumber ? "<td class=\"n\">" : "<td>") + cell + "</td>"
        }
        body += "</tr>\n"
    }

    var element: String {
        var head = ""
        for column in columns {
            head += (column.isNumber ? "<th class=\"n\">" : "<th>") + escaped(column.title) + "</th>"
        }
        return
            "<div class=\"scroll\"><table><thead><tr>\(head)</tr></thead><tbody>\n\(body)</tbody></table></div>\n"
    }
}
