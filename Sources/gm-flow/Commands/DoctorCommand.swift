import ArgumentParser
import JSON
import Machine
import RunReport

/// Says what this machine offers a run, and what could be better.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look at cores, clock, memory and data files of this machine.")

    @Flag(help: "Write the findings as JSON.")
    var json = false

    func run() throws {
        let findings = Doctor().findings()
        if json {
            let entries = findings.map { finding in
                JSONValue.object([
                    ("about", .string(finding.about)), ("ok", .bool(finding.advice == nil)),
                    ("text", .string(finding.text)), ("advice", finding.advice.map { .string($0) } ?? .null),
                ])
            }
            try Console.say(JSONValue.array(entries).text())
            return
        }
        let width = findings.map(\.about.count).max() ?? 0
        var lines: [String] = []
        for finding in findings {
            let pad = String(repeating: " ", count: width - finding.about.count + 2)
            lines.append("\(finding.advice == nil ? "ok  " : "warn") \(finding.about)\(pad)\(finding.text)")
            if let advice = finding.advice {
                lines += TextLayout.wrapped(advice, width: 92).map { "       \($0)" }
            }
        }
        let warnings = findings.count { $0.advice != nil }
        lines.append(
            warnings == 0 ? "nothing to complain of" : "\(warnings) warning\(warnings == 1 ? "" : "s")")
        try Console.say(lines.joined(separator: "\n"))
    }
}
