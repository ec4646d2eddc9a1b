import ArgumentParser
import Catalogue
import JSON
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

    @Flag(help: "Write it as a page in Markdown: the families, or all operators of one.")
    var markdown = false

    func run() throws {
        guard !(json && markdown) else {
            throw Complaint("`--json` and `--markdown` exclude each other", help: "leave one of them out")
        }
        let manuals = catalogue.entries.map(\.manual)
        guard let name else {
            let page = markdown ? ManualPage.markdownIndex(manuals) : ManualPage.list(manuals)
            try Console.say(json ? JSONValue.array(manuals.map(ManualPage.json)).text() : page)
            return
        }
        if let manual = catalogue[name]?.manual {
            let page = markdown ? ManualPage.markdown(manual) : ManualPage.text(manual)
            try Console.say(json ? ManualPage.json(manual).text() : page)
            return
        }
        let family = manuals.filter { $0.family == name }
        guard family.isEmpty else {
            let page = markdown ? ManualPage.markdown(family: name, family) : ManualPage.list(family)
            try Console.say(json ? JSONValue.array(family.map(ManualPage.json)).text() : page)
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
