import ArgumentParser
import JSON
import RunReport

/// Makes the reports of a stored run again.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Make the reports of a stored run again, or print one.",
        discussion: """
            Everything is made from the run's record.json, with the same bytes as at the run. Without --format the \
            report is printed as text.
            """)

    @Argument(
        help: ArgumentHelp(
            "A run's folder, as runs/20240102T120000Z-quickstart, or its record.json.", valueName: "run"))
    var path: String

    @Option(
        help: ArgumentHelp("Files to write: any of html, json, csv, joined by commas.", valueName: "list"))
    var format: String?

    @Option(help: ArgumentHelp("Folder for the files, instead of the run's own.", valueName: "folder"))
    var out: String?

    @Flag(help: "Print every edge and every number of every node.")
    var verbose = false

    func run() throws {
        let formats = try format.map(Self.formats)
        guard formats != nil || out == nil else {
            throw Complaint("`--out` says where, but not what", help: "add --format html,json,csv")
        }
        let record = try StoredRun.read(path)
        guard let formats else {
            try Console.say(TextReport(record, style: Console.style, verbose: verbose).text)
            return
        }
        let folder = out ?? Self.folder(path)
        try OutputFile.makeDirectory(folder)
        let failures = RunDirectory(path: folder).write(record, formats: formats)
        for failure in failures { Console.complain("error: \(failure.message)") }
        if !failures.isEmpty { throw Exit.world }
    }

    /// The folder that a run's path means.
    private static func folder(_ path: String) -> String {
        guard path.hasSuffix(".json") else { return path }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 1 ? "." : parts.dropLast().joined(separator: "/")
    }

    private static func formats(_ list: String) throws -> [RunDirectory.Format] {
        let known: [RunDirectory.Format] = [.html, .json, .csv]
        return try list.split(separator: ",", omittingEmptySubsequences: false).map { word in
            guard let format = RunDirectory.Format(rawValue: String(word)), known.contains(format) else {
                throw Complaint(
                    "`--format \(list)` names no format by `\(word)`",
                    help: "any of html, json, csv, joined by commas")
            }
            return format
        }
    }
}
