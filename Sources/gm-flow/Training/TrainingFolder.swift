import JSON
import Learning
import Linear
import Machine
import PipelineFormat
import RunReport
import Training

/// A training file as the command line names it, and the folder in which its runs keep a copy.
struct TrainingFolder {
    /// The file's copy.
    static let fileName = "training.yaml"
    /// What was set beside it.
    static let settingsName = "set.json"

    /// Reads and checks a file; mistakes are said and end the command.
    static func plan(_ path: String, _ overrides: [(name: String, value: String)]) throws -> TrainingPlan {
        let read = TrainingPlan.read(path: path, overrides: overrides, tasks: trainingTasks)
        let renderer = DiagnosticRenderer(sources: read.diagnostics.sources)
        for item in read.diagnostics.sorted { Console.complain(renderer.text(item)) }
        guard let plan = read.plan else {
            let count = read.diagnostics.sorted.count
            Console.complain("\(count) error\(count == 1 ? "" : "s")")
            throw Exit.checkErrors
        }
        return plan
    }

    /// Keeps the file and what was set in the run's folder.
    static func keep(_ folder: String, _ path: String, _ overrides: [(name: String, value: String)]) throws {
        try OutputFile.replace("\(folder)/\(fileName)", with: try bytes(path))
        let list = JSONValue.array(overrides.map { .array([.string($0.name), .string($0.value)]) })
        try OutputFile.replace("\(folder)/\(settingsName)", with: list.text())
    }

    /// The plan of a run's folder or of a seed's folder in it.
    static func plan(of folder: String) throws -> TrainingPlan {
        let run = run(of: folder)
        do {
            let list = try JSONField(JSONReader.value(bytes("\(run)/\(settingsName)"))).items
            let overrides = try list.map { item in
                let pair = try item.strings
                guard pair.count == 2 else { throw item.misfit("is no name and value") }
                return (name: pair[0], value: pair[1])
            }
            return try plan("\(run)/\(fileName)", overrides)
        } catch let error as JSONMisfit {
            throw Complaint("\(run)/\(settingsName): \(error.reason)")
        } catch is JSONFault {
            throw Complaint("\(run)/\(settingsName) is no JSON")
        }
    }

    /// The run's folder of a seed's folder, or the folder itself.
    static func run(of folder: String) -> String {
        TrainingLeg.split(folder)?.run ?? (folder.hasSuffix("/") ? String(folder.dropLast()) : folder)
    }

    /// Whether a folder is one of a seed.
    static func isSeed(_ folder: String) -> Bool { TrainingLeg.split(folder) != nil }

    /// A file's bytes, or a complaint.
    static func bytes(_ path: String) throws -> [UInt8] {
        do { return try InputFile.bytes(path) } catch {
            throw Complaint("cannot read \(error.path): \(error.reason)")
        }
    }
}
