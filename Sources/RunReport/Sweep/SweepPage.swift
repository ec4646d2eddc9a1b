/// What came of a sweep, as one page.
public struct SweepPage {
    private static let shownRows = 500
    private let summary: SweepSummary

    /// Prepares the page of a sweep.
    public init(_ summary: SweepSummary) { self.summary = summary }

    /// The page.
    public var text: String {
        HTMLPage.text(
            title: "sweep of \(summary.pipeline)", head: header + cards,
            parts: [
                HTMLPage.Part(id: "map", title: "\(summary.metric) by parameters", body: map),
                HTMLPage.Part(id: "folds", title: "Walk-forward", body: folds),
                HTMLPage.Part(id: "worth", title: "What the best is worth", body: worth),
                HTMLPage.Part(id: "trials", title: "Trials", body: table),
                HTMLPage.Part(id: "failed", title: "Failed trials", body: failed),
            ])
    }

    private var header: String {
        var text = "<header><h1>\(escaped(summary.pipeline)), sweep</h1>\n<p class=\"soft\">"
        text += "\(NumberText.grouped(summary.planned)) trials"
        if summary.reused > 0 { text += ", \(NumberText.grouped(summary.reused)) of them made before" }
        if !summary.failed.isEmpty { text += ", \(NumberText.grouped(summary.failed.count)) failed" }
        text +=
            " · "
            + escaped(summary.axes.map { "\($0.name): \($0.values.count) values" }.joined(separator: ", "))
        text += "</p></header>\n"
        if summary.isPartial {
            text +=
                "<div class=\"notice\" role=\"alert\">PARTIAL: interrupted before all trials were made</div>\n"
        }
        return text
    }

    private func number(_ value: Double?) -> String { value.map(NumberText.value) ?? "–" }

    private var cards: String {
        var cards: [(name: String, value: String, note: String)] = []
        if let best = summary.rows.first, let value = best.value {
            cards.append(
                ("best \(summary.metric)", NumberText.value(value), SweepSummary.text(best.parameters)))
        }
        if let verdict = summary.verdict {
            cards.append(("tries", NumberText.grouped(verdict.tries), "all in \(TrialRegistry.fileName)"))
            if let value = verdict.deflated {
                cards.append(
                    ("deflated Sharpe", HTMLNumber.percent(value), "true ratio above that of chance"))
            }
            if let value = verdict.overfitting {
                cards.append(("overfitting, PBO", HTMLNumber.percent(value), "best falls below the median"))
            }
        }
        let tests = summary.folds.compactMap(\.test)
        if !tests.isEmpty {
            let mean = tests.reduce(0, +) / Double(tests.count)
            cards.append(("out of sample", NumberText.value(mean), "mean of \(tests.count) tests"))
        }
        let body = cards.map { card in
            "<div class=\"card\"><span>\(escaped(card.name))</span><b>\(escaped(card.value))</b>"
                + "<small>\(escaped(card.note))</small></div>\n"
        }.joined()
        return body.isEmpty ? "" : "<div class=\"cards\">\n\(body)</div>\n"
    }

    private var map: String {
        guard let cells = summary.map else { return bars }
        let chart = HeatMapChart(
            rows: summary.axes[0], columns: summary.axes[1], cells: cells, isLowest: summary.isLowest)
        let drawing = ChartSize.both { chart.element("\(summary.metric) by parameters", $0) }
        guard !drawing.isEmpty else { return "" }
        let others = summary.axes.count > 2 ? " The best of all other parameters is shown." : ""
        return HTMLPage.figure(
            drawing,
            escaped("Framed: the best. A good value among bad ones is luck; look for plateaus.\(others)"))
    }

    /// One parameter alone: its values against what they reached.
    private var bars: String {
        guard let axis = summary.axes.first else { return "" }
        var found: [String: Double] = [:]
        for row in summary.rows { found[row.parameters.first?.value ?? ""] = row.value }
        let chart = HeatMapChart(
            rows: SweepAxis(name: summary.metric, values: [""]), columns: axis,
            cells: [axis.values.map { found[$0] }], isLowest: summary.isLowest)
        let drawing = ChartSize.both { chart.element("\(summary.metric) by \(axis.name)", $0) }
        return drawing.isEmpty ? "" : HTMLPage.figure(drawing, "Framed: the best.")
    }

    private var folds: String {
        var table = HTMLTable([
            ("trained", false), ("tested", false), ("chosen", false), ("train", true), ("test", true),
        ])
        for fold in summary.folds {
            let spans = [fold.windows.train, fold.windows.test].map {
                "\(TimeText.plain($0.lowerBound).prefix(16)) to \(TimeText.plain($0.upperBound + 1).prefix(16))"
            }
            table.add(
                spans + [
                    escaped(fold.chosen.map(SweepSummary.text) ?? "–"), number(fold.train), number(fold.test),
                ])
        }
        guard !table.isEmpty else { return "" }
        let note = summary.testProbability.map {
            "<p>All tests joined: the true Sharpe ratio is above 0 with a probability of <b>\(HTMLNumber.percent($0))</b>.</p>\n"
        }
        return table.element + (note ?? "")
    }

    private var worth: String {
        guard let verdict = summary.verdict, verdict.tries > 0 else { return "" }
        var table = HTMLTable([("figure", false), ("value", true), ("meaning", false)])
        let lines: [(String, String?, String)] = [
            ("Sharpe ratio", verdict.sharpe.map(NumberText.value), "of the best, per period, not a year"),
            (
                "expected by chance", verdict.expected.map(NumberText.value),
                "of the best of \(NumberText.grouped(verdict.tries)) tries without any skill, from the spread of their ratios"
            ),
            (
                "PSR", verdict.probabilistic.map(HTMLNumber.percent),
                "probability that the true ratio is above 0, had it been the only try"
            ),
            (
                "DSR", verdict.deflated.map(HTMLNumber.percent),
                "probability that it is above what chance gives the best of so many"
            ),
            (
                "PBO", verdict.overfitting.map(HTMLNumber.percent),
                "how often the best of one half of the data is below the median in the other, over "
                    + "\(NumberText.grouped(verdict.overfittingTrials)) trials"
            ),
        ]
        for (name, value, meaning) in lines {
            guard let value else { continue }
            table.add([
                escaped(name), "<b>\(escaped(value))</b>", "<span class=\"soft\">\(escaped(meaning))</span>",
            ])
        }
        return table.isEmpty ? "" : table.element
    }

    private var table: String {
        var table = HTMLTable(
            [("", true)] + summary.axes.map { ($0.name, true) } + [(summary.metric, true)]
                + summary.columns.map { ($0, true) })
        for (index, row) in summary.rows.prefix(Self.shownRows).enumerated() {
            table.add(
                ["<span class=\"soft\">\(index + 1)</span>"] + row.parameters.map { escaped($0.value) }
                    + ["<b>\(number(row.value))</b>"] + row.others.map(number))
        }
        guard !table.isEmpty else { return "" }
        let more = summary.rows.count - Self.shownRows
        return table.element
            + (more > 0 ? "<p class=\"soft\">\(NumberText.grouped(more)) more are in sweep.csv.</p>\n" : "")
    }

    private var failed: String {
        var table = HTMLTable([("parameters", false), ("why", false)])
        for trial in summary.failed.prefix(Self.shownRows) {
            table.add([escaped(SweepSummary.text(trial.parameters)), escaped(trial.failure ?? "")])
        }
        return table.isEmpty ? "" : table.element
    }
}
