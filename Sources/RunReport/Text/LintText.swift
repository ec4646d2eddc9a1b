public import FlowEngine

/// What the checks of `gm-flow lint` found, for people.
public struct LintText {
    private let width = 110

    /// A writer of texts.
    public init() {}

    /// The look-ahead check: one sentence where all is well, else what knew what it could not know.
    public func text(_ report: LookAheadCheck.Report) -> String {
        guard !report.findings.isEmpty else {
            return "look-ahead: none. \(NumberText.grouped(report.outputs)) outputs, "
                + "\(NumberText.grouped(report.events)) events compared at \(report.places.count) places of the tape, "
                + "cut and scrambled\n"
        }
        return report.findings.map(text).joined(separator: "\n") + "\n"
    }

    private func text(_ finding: LookAheadCheck.Finding) -> String {
        var lines: [String]
        switch finding.trial {
        case .again:
            return "error: \(finding.output) is not the same in two equal runs\n"
                + "  help: its operator uses something beside its inputs, its arguments and its seed, as a clock"
        case .cut:
            lines = [
                "error: \(finding.output) looks ahead: it changed before \(TimeText.plain(finding.place)) "
                    + "when the tape ended there"
            ]
        case .scramble:
            lines = [
                "error: \(finding.output) looks ahead: it changed before \(TimeText.plain(finding.place)) "
                    + "when the values after that were shuffled"
            ]
        }
        if let event = finding.event {
            let place = "  first at \(TimeText.iso(event))"
            if let field = finding.field, let before = finding.before, let after = finding.after {
                lines.append("\(place): \(field) is \(before), and \(after) with the other future")
            } else {
                lines.append(place)
            }
        } else {
            lines.append("  one of the two runs had more events")
        }
        lines.append("  help: an event may only be made of what came at its place in the order or before")
        return lines.joined(separator: "\n")
    }

    /// The warm-up check: after how many events each output forgets where the tape began.
    public func text(_ lines: [WarmupCheck.Line]) -> String {
        guard !lines.isEmpty else { return "" }
        var table = TextTable([
            ("output", .left), ("events", .right), ("settles after", .right), ("never settle", .left),
        ])
        for line in lines {
            let fields = line.unsettled.prefix(4).joined(separator: ", ")
            let more = line.unsettled.count > 4 ? ", … (\(line.unsettled.count))" : ""
            table.add([
                line.output, NumberText.grouped(line.events) + (line.isCutShort ? "+" : ""),
                line.events == 0 ? "-" : line.settles.map { NumberText.grouped($0) } ?? "never",
                fields + more,
            ])
        }
        let (header, rows) = table.lines(width: width, indent: "  ")
        return "warm-up: events until values don't depend on where the tape began\n"
            + ([header] + rows).joined(separator: "\n") + "\n"
    }
}
