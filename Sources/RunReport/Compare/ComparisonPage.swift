import OperatorKit

/// Several runs on one page: their equities in one drawing, figures and differences in tables.
public struct ComparisonPage {
    private static let colours = 7
    private let comparison: RunComparison

    /// Prepares the page of a comparison.
    public init(_ comparison: RunComparison) { self.comparison = comparison }

    /// The page.
    public var text: String {
        let names = comparison.names
        var head = "<header><h1>\(names.count) runs</h1>\n<p class=\"soft\">"
        head += names.map(escaped).joined(separator: " · ") + "</p></header>\n"
        return HTMLPage.text(
            title: "\(names.count) runs", head: head,
            parts: [
                HTMLPage.Part(id: "equity", title: "Equity", body: equity),
                HTMLPage.Part(id: "figures", title: "Figures", body: figures),
                HTMLPage.Part(id: "differences", title: "Differences", body: differences),
                HTMLPage.Part(id: "edges", title: "Edges whose events differ", body: edges),
            ])
    }

    private var equity: String {
        let curves = zip(comparison.names, comparison.records).enumerated()
            .compactMap { index, run -> LineChart.Line? in
                run.1.equity.map { equity in
                    LineChart.Line(
                        name: run.0, style: "c\(min(index, Self.colours))", times: equity.times,
                        values: equity.values)
                }
            }
        let chart = LineChart(lines: curves)
        let drawing = ChartSize.both(wide: 320, narrow: 240) { chart.element("equity of each run", $0) }
        guard !drawing.isEmpty else { return "" }
        let legend = curves.map { line in
            "<span class=\"legend\"><i class=\"key \(line.style)\"></i>\(escaped(line.name))</span>"
        }
        return HTMLPage.figure(drawing, legend.joined())
    }

    private func header(_ first: String) -> [(title: String, isNumber: Bool)] {
        [(first, false)] + comparison.names.map { ($0, true) }
    }

    private var figures: String {
        var table = HTMLTable(header("figure"))
        for figure in comparison.figures {
            let name = escaped(figure.name.replacingUnderscores)
            table.add(
                [figure.isEqual ? "<span class=\"soft\">\(name)</span>" : name]
                    + figure.values.map { value in
                        escaped(HTMLNumber.split(value, unit: figure.unit).value)
                    })
        }
        return table.isEmpty ? "" : table.element
    }

    private func table(_ differences: [RunComparison.Difference], _ first: String) -> String {
        var table = HTMLTable(header(first))
        for difference in differences {
            table.add([escaped(difference.what)] + difference.values.map { "<code>\(escaped($0))</code>" })
        }
        return table.isEmpty ? "" : table.element
    }

    private var differences: String {
        let found = table(comparison.differences, "what")
        return found.isEmpty
            ? "<p>None: pipeline, parameters, seed, data and program are the same.</p>\n" : found
    }

    private var edges: String {
        let found = table(comparison.edges, "edge")
        guard found.isEmpty else { return found }
        return comparison.comparedEdges == 0
            ? "" : "<p>None: all \(comparison.comparedEdges) edges have the same events, to the byte.</p>\n"
    }
}
