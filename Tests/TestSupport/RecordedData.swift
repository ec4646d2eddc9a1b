import Foundation

/// The recorded market data, which is no part of the project: `$GMFLOW_DATA`, or `../shared/data` beside it.
public enum RecordedData {
    private static let folder: String = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return ProcessInfo.processInfo.environment["GMFLOW_DATA"]
            ?? root.appendingPathComponent("../shared/data").standardizedFileURL.path
    }()

    /// The path of a file, as `lean/future/comex/tick/gc/20131007_trade.zip`; nil, with a word, where it is
    /// absent.
    public static func path(_ name: String) -> String? {
        let path = "\(folder)/\(name)"
        guard FileManager.default.fileExists(atPath: path) else {
            print("SKIPPED: no recorded data at \(path); set GMFLOW_DATA to the folder that holds it")
            return nil
        }
        return path
    }

    /// What an independent computation found, by the key in `facts.json`; nil, with a word, where absent.
    public static func facts(_ key: String) -> [String: Any]? {
        guard let path = path("facts.json"), let data = FileManager.default.contents(atPath: path),
            let all = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
        else { return nil }
        return all[key] as? [String: Any]
    }
}
