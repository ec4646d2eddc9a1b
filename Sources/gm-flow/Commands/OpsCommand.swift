import ArgumentParser
import Catalogue
import OperatorKit
import PipelineFormat
import RunReport

/// Lists the operators, or explains one.
struct OpsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ops", abstract: "List the operators, or explain one: ports, arguments, units, example.")

    @Argument(help: "An operator, as bars.time, or a family, as indicator.")
    var name: String?

    @Flag(help: "Write it as JSON.")
    var json = false

    func run() throws {
        let manuals = catalogue.entries.map(\.manual)
        guard let name else {
            try Console.say(
                json ? JSONValue.array(manuals.map(ManualPage.json)).text() : ManualPage.list(manuals))
            return
        }
        if let manual = catalogue[name]?.manual {
            try Console.say(json ? ManualPage.json(manual).text() : ManualPage.text(manual))
            return
        }
        let family = manuals.filter { $0.family == name }
        guard family.isEmpty else {
            try Console.say(
                json ? JSONValue.array(family.map(ManualPage.json)).text() : ManualPage.list(family))
            return
        }
        throw Complaint("no operator is named `\(name)`", help: help(name, manuals))
    }

    private func help(_ name: String, _ manuals: [OperatorManual]) -> String {
        // The part after the dot alone is how people remember an operator.
        let alike = manuals.map(\.name).filter { $0.hasSuffix("." + name) || $0.contains(name.lowercased()) }
        if !alike.isEmpty {
            return "did you mean \(alike.prefix(5).map { "`\($0)`" }.joined(separator: ", "))?"
        }
        if let near = nearest(to: name, among: manuals.map(\.name)) { return "did you mean `\(near)`?" }
        return "`gm-flow ops` lists them all"
    }
}
