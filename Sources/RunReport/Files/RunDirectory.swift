import JSON
import OperatorKit

/// The folder that a run leaves behind: manifest, reports, and its series as CSV.
public struct RunDirectory: Sendable {
    /// Its path.
    public let path: String

    /// Makes `runs/<utc-time>-<pipeline>/`, or the folder that the user names.
    ///
    /// A folder of the same second gets a number; the user's own folder may exist and is written over.
    public static func create(_ chosen: String?, pipeline: String, started: Int64) throws(OutputError)
        -> RunDirectory
    {
        if let chosen {
            try OutputFile.makeDirectory(chosen)
            return RunDirectory(path: chosen)
        }
        try OutputFile.makeDirectory("runs")
        let name = String(pipeline.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "-" })
        let base = "runs/\(TimeText.compact(started))-\(name.isEmpty ? "run" : name)"
        var path = base
        var number = 2
        while try !OutputFile.makeNewDirectory(path) {
            path = "\(base)-\(number)"
            number += 1
        }
        return RunDirectory(path: path)
    }

    /// The kinds of files in a run's folder.
    public enum Format: String, Sendable, CaseIterable {
        /// `record.json`, from which all others can be made again.
        case record
        /// `manifest.json` and `report.json`.
        case json
        /// A file each for latencies, equity and every table.
        case csv
        /// `report.html`.
        case html
    }

    /// A folder that is there already.
    public init(path: String) { self.path = path }

    /// Writes the files of some formats; returns those that could not be written, each with its reason.
    ///
    /// Every file is tried, smallest first: what fits on a nearly full disk is kept.
    public func write(_ record: RunRecord, formats: [Format] = Format.allCases) -> [OutputError] {
        var files: [(name: String, text: () -> String)] = []
        if formats.contains(.json) {
            files.append(("manifest.json", { record.manifestJSON.text() }))
            files.append(("report.json", { JSONReport(record).value.text() }))
        }
        if formats.contains(.csv) { files += Tables.files(record) }
        if formats.contains(.record) {
            files.append((StoredRun.fileName, { RecordWriter(record: record).value.text() }))
        }
        if formats.contains(.html) { files.append(("report.html", { HTMLReport(record).text })) }
        var failures: [OutputError] = []
        for file in files {
            do {
                try OutputFile.replace("\(path)/\(file.name)", with: file.text())
            } catch {
                failures.append(error)
            }
        }
        return failures
    }
}
