import ArgumentParser
import JSON
import RunReport

/// Puts stored runs side by side.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Put stored runs side by side: figures, and in what they differ.",
        discussion: """
            Differences are those of pipeline, parameters, seed, window, data and program, and of the events on \
            each edge by their hashes.
            """)

    @Argument(
        help: ArgumentHelp("Folders of two runs or more, or their record.json.", valueName: "run"))
    var runs: [String]

    @Flag(help: "Write it as JSON.")
    var json = false

    @Option(help: ArgumentHelp("Write it as a page with all equities in one drawing.", valueName: "file"))
    var html: String?

    func run() throws {
        guard runs.count > 1 else {
            throw Complaint(
                "there is nothing to compare \(runs.first ?? "") with", help: "name two runs or more")
        }
        let comparison = RunComparison(try runs.map { ($0, try StoredRun.read($0)) })
        if let html { try OutputFile.replace(html, with: ComparisonPage(comparison).text) }
        try Console.say(json ? comparison.json.text() : comparison.text(style: Console.style))
    }
}
