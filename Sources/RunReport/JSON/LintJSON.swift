public import FlowEngine
public import JSON

extension LintText {
    /// The same as JSON.
    public func json(_ report: LookAheadCheck.Report, _ lines: [WarmupCheck.Line]) -> JSONValue {
        .object([
            ("ok", .bool(report.findings.isEmpty)),
            ("outputs", .integer(report.outputs)),
            ("events", .integer(report.events)),
            ("places", .array(report.places.map { .string(TimeText.iso($0)) })),
            ("findings", .array(report.findings.map(json))),
            ("warmup", .array(lines.map(json))),
        ])
    }

    private func json(_ finding: LookAheadCheck.Finding) -> JSONValue {
        .object([
            ("output", .string(finding.output)),
            ("trial", .string(finding.trial.rawValue)),
            ("place", finding.trial == .again ? .null : .string(TimeText.iso(finding.place))),
            ("event", finding.event.map { .string(TimeText.iso($0)) } ?? .null),
            ("field", finding.field.map { .string($0) } ?? .null),
            ("before", .optional(finding.before)),
            ("after", .optional(finding.after)),
        ])
    }

    private func json(_ line: WarmupCheck.Line) -> JSONValue {
        .object([
            ("output", .string(line.output)),
            ("events", .integer(line.events)),
            ("settles_after", line.settles.map { .integer($0) } ?? .null),
            ("unsettled", .array(line.unsettled.map { .string($0) })),
            ("cut_short", .bool(line.isCutShort)),
        ])
    }
}
