import PipelineFormat

/// Finds files that a pipeline names: from the current directory, else from the pipeline's own folder.
struct FileFinder: Sendable {
    /// Folders to try after the current directory, each empty or ending in `/`.
    private let folders: [String]

    /// Looks beside these files too.
    init(beside files: [String]) {
        folders = files.map { file in
            guard let slash = file.lastIndex(of: "/") else { return "" }
            return String(file[...slash])
        }
    }

    /// The path to use: as written where that exists or nothing better does.
    func path(_ written: String) -> String {
        guard !written.hasPrefix("/"), !exists(written) else { return written }
        for folder in folders where !folder.isEmpty && exists(folder + written) { return folder + written }
        return written
    }

    /// Whether the path exists up to its first pattern, as `data/` of `data/2024-*.csv`.
    private func exists(_ path: String) -> Bool {
        var fixed = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: false) {
            if part.contains(where: { "*?[".contains($0) }) {
                return !fixed.isEmpty && pathExists(fixed)
            }
            fixed += fixed.isEmpty && !path.hasPrefix("/") ? String(part) : "/" + part
        }
        return pathExists(path)
    }
}
