import JSON

/// Every trial that was ever made in a folder: a file to which lines are only added.
///
/// How many were tried decides what the best of them is worth, so that none may be forgotten. A line that cannot be
/// read, as the last one of a run that was killed, is passed over and counted.
public struct TrialRegistry: Sendable {
    /// The file's name.
    public static let fileName = "trials.jsonl"

    /// Where it is.
    public let path: String
    /// The trials, in order; of those with one key the last good one.
    public private(set) var trials: [TrialRecord] = []
    /// Lines that are no trial.
    public private(set) var broken: [Int] = []
    private var places: [String: Int] = [:]
    private var endsInLine = false

    /// Reads the registry of a folder; one that is not there is empty.
    public init(folder: String) throws(RecordError) {
        path = "\(folder)/\(Self.fileName)"
        let bytes: [UInt8]
        do {
            bytes = try InputFile.bytes(path)
        } catch {
            guard error.isMissing else { throw RecordError(path: path, reason: error.reason) }
            return
        }
        endsInLine = !bytes.isEmpty && bytes.last != UInt8(ascii: "\n")
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.isEmpty {
            if let value = try? JSONReader.value(Array(line)), let trial = try? TrialRecord(JSONField(value))
            {
                keep(trial)
            } else {
                broken.append(index + 1)
            }
        }
    }

    private mutating func keep(_ trial: TrialRecord) {
        guard let place = places[trial.key] else {
            places[trial.key] = trials.count
            trials.append(trial)
            return
        }
        if trial.failure == nil || trials[place].failure != nil { trials[place] = trial }
    }

    /// The trial of a key.
    public subscript(key: String) -> TrialRecord? { places[key].map { trials[$0] } }

    /// Adds a trial to the file, then to the list.
    public mutating func add(_ trial: TrialRecord) throws(OutputError) {
        // A line that was cut must not swallow this one.
        try OutputFile.append((endsInLine ? "\n" : "") + trial.line, to: path)
        endsInLine = false
        keep(trial)
    }
}
