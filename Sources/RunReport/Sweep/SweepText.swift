/// What came of a sweep, for a terminal.
public struct SweepText {
    private static let width = 100
    private static let shownRows = 20
    private let summary: SweepSummary
    private let style: TextStyle

    /// Prepares the text of a sweep.
    public init(_ summary: SweepSummary, style: TextStyle) {
        self.summary = summary
        self.style = style
    }

    /// The text, with a newline at its end.
    public var text: String {
        var lines = head
        for section in [table, map, folds, worth, failures] where !section.isEmpty { lines += [""] + section }
        return lines.joined(separator: "\n") + "\n"
    }

    private var head: [String] {
        let failed = summary.failed.count
        var line = "  trials   \(NumberText.grouped(summary.planned))"
        if summary.reused > 0 { line += ", \(NumberText.grouped(summary.reused)) of them made before" }
        if failed > 0 { line += ", \(NumberText.grouped(failed)) failed" }
        let mark = summary.isPartial ? "PARTIAL: interrupted" : "completed"
        return [
            style.paint("sweep of \(summary.pipeline): \(mark)", summary.isPartial ? .red : .bold), line,
            "  time     \(NumberText.seconds(summary.seconds))", "  files    \(summary.folder)/",
        ]
    }

    private func number(_ value: Double?) -> String { value.map(NumberText.value) ?? "–" }

    private var table: [String] {
        guard !summary.rows.isEmpty else { return [] }
        var table = TextTable(
            [("", .right)] + summary.axes.map { ($0.name, .right) } + [(summary.metric, .right)]
                + summary.columns.map { ($0, .right) })
        for (index, row) in summary.rows.prefix(Self.shownRows).enumerated() {
            table.add(
                ["\(index + 1)"] + row.parameters.map(\.value) + ([row.value] + row.others).map(number))
        }
        let (header, rows) = table.lines(width: Self.width, indent: "  ")
        let mean = summary.folds.isEmpty ? "" : ", mean over the training windows"
        let title = "By \(summary.metric), \(summary.isLowest ? "lowest" : "highest") first\(mean)"
        var lines = [style.paint(title, .bold), style.paint(header, .faint)] + rows
        if summary.rows.count > Self.shownRows {
            lines.append(
                "  … and \(NumberText.grouped(summary.rows.count - Self.shownRows)) more in sweep.csv")
        }
        return lines
    }

    /// Numbers in a grid, or shades where the numbers don't fit.
    private var map: [String] {
        guard let cells = summary.map else { return [] }
        let axes = summary.axes
        let values = cells.flatMap { $0.compactMap(\.self) }
        guard let low = values.min(), let high = values.max() else { return [] }
        let texts = cells.map {
            $0.map { $0.map { NumberText.fixed($0, decimals: Self.decimals(low, high)) } ?? "·" }
        }
        let side = (axes[0].values.map(\.count) + [axes[0].name.count]).max() ?? 0
        let cell = (texts.flatMap { $0.map(\.count) } + axes[1].values.map(\.count)).max() ?? 0
        let fits = side + 4 + axes[1].values.count * (cell + 2) <= Self.width
        let others = axes.count > 2 ? ", best of all else" : ""
        var lines = [style.paint("\(axes[0].name) down, \(axes[1].name) across\(others)", .bold)]
        if fits {
            lines.append(
                style.paint(
                    "  " + padded("", side) + axes[1].values.map { "  " + padded($0, cell) }.joined(), .faint)
            )
        }
        for (row, name) in axes[0].values.enumerated() {
            var line = "  " + padded(name, side)
            for (column, value) in cells[row].enumerated() {
                let isBest = value != nil && value == (summary.isLowest ? low : high)
                if fits {
                    line += (isBest ? " *" : "  ") + padded(texts[row][column], cell)
                } else if column < Self.width - side - 4 {
                    line += (column == 0 ? "  " : "") + Self.shade(value, low, high)
                }
            }
            lines.append(line)
        }
        if !fits { lines.append("  · none, ░ \(number(low)) to █ \(number(high))") }
        return lines
    }

    private static func decimals(_ low: Double, _ high: Double) -> Int {
        let size = max(low.magnitude, high.magnitude)
        return size >= 1000 ? 0 : size >= 10 ? 1 : 3
    }

    private static func shade(_ value: Double?, _ low: Double, _ high: Double) -> String {
        guard let value else { return "·" }
        let share = high > low ? (value - low) / (high - low) : 1
        return ["░", "▒", "▓", "█"][min(Int(share * 4), 3)]
    }

    private func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private var folds: [String] {
        guard !summary.folds.isEmpty else { return [] }
        var table = TextTable([
            ("trained from", .left), ("to", .left), ("tested from", .left), ("to", .left),
            ("chosen", .left), ("train", .right), ("test", .right),
        ])
        for fold in summary.folds {
            let times = [
                fold.windows.train.lowerBound, fold.windows.train.upperBound + 1,
                fold.windows.test.lowerBound, fold.windows.test.upperBound + 1,
            ]
            table.add(
                times.map { String(TimeText.plain($0).prefix(16)) }
                    + [fold.chosen.map(SweepSummary.text) ?? "–", number(fold.train), number(fold.test)])
        }
        let (header, rows) = table.lines(width: Self.width + 20, indent: "  ")
        var lines =
            [style.paint("Walk-forward, \(summary.metric)", .bold), style.paint(header, .faint)] + rows
        if let probability = summary.testProbability {
            lines.append(
                "  All tests joined: the true Sharpe ratio is above 0 with a probability of "
                    + HTMLNumber.percent(probability))
        }
        return lines
    }

    private var worth: [String] {
        guard let verdict = summary.verdict, verdict.tries > 0 else { return [] }
        var lines = [style.paint("What the best is worth", .bold)]
        lines.append(
            "  tries    \(NumberText.grouped(verdict.tries)), all that are in \(TrialRegistry.fileName)")
        if let sharpe = verdict.sharpe, let expected = verdict.expected {
            lines.append(
                "  Sharpe   \(number(sharpe)) per period; chance gives the best of so many \(number(expected))"
            )
        }
        if let value = verdict.probabilistic {
            lines.append("  PSR      \(HTMLNumber.percent(value)): above 0, had it been the only try")
        }
        if let value = verdict.deflated {
            lines.append(
                "  DSR      \(HTMLNumber.percent(value)): above what chance gives, deflated by the tries")
        }
        if let value = verdict.overfitting {
            lines.append(
                "  PBO      \(HTMLNumber.percent(value)): the best of one half of the data is below the median in the "
                    + "other; \(NumberText.grouped(verdict.overfittingTrials)) trials")
        }
        return lines.count > 2 ? lines : lines + ["  too few returns to judge it"]
    }

    private var failures: [String] {
        guard !summary.failed.isEmpty else { return [] }
        var lines = [style.paint("Failed", .red)]
        for trial in summary.failed.prefix(5) {
            let reason = trial.failure ?? ""
            lines.append(
                TextLayout.shortened("  \(SweepSummary.text(trial.parameters)): \(reason)", to: Self.width))
        }
        if summary.failed.count > 5 { lines.append("  … and \(summary.failed.count - 5) more") }
        return lines
    }
}
