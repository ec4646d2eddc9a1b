import JSON

/// A run as its folder keeps it.
public enum StoredRun {
    /// The file that everything is made from again.
    public static let fileName = "record.json"

    /// Reads the run of a folder, or of a record by its own name.
    public static func read(_ path: String) throws(RecordError) -> RunRecord {
        let file = InputFile.isFolder(path) ? path + (path.hasSuffix("/") ? "" : "/") + fileName : path
        let bytes: [UInt8]
        do {
            bytes = try InputFile.bytes(file)
        } catch {
            throw RecordError(
                path: file, reason: error.reason,
                help: error.isMissing
                    ? "name the folder of a run, as in runs/20240102T120000Z-quickstart; `--no-files` leaves none"
                    : nil)
        }
        return try RecordReader.record(bytes, path: file)
    }
}
