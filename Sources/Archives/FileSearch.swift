import Glibc

/// Finds files by pattern.
public enum FileSearch {
    /// The existing paths that a shell pattern stands for, sorted by bytes; a plain path stands for itself.
    ///
    /// A path without wildcards comes back whether it exists or not, so that opening it gives the precise
    /// error. A file whose own name holds a wildcard is taken as that file.
    public static func expand(_ pattern: String) -> [String] {
        guard NamePattern(pattern).isWild, !exists(pattern) else { return [pattern] }
        var found = unsafe glob_t()
        // SAFETY: `found` is a local that glob fills and globfree empties; the strings are copied before
        // that.
        defer { unsafe globfree(&found) }
        guard unsafe glob(pattern, GLOB_NOSORT, nil, &found) == 0 else { return [] }
        var paths: [String] = []
        for index in 0..<Int(unsafe found.gl_pathc) {
            if let path = unsafe found.gl_pathv[index] { paths.append(unsafe String(cString: path)) }
        }
        return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func exists(_ path: String) -> Bool {
        // SAFETY: the string lives through the call; access keeps no pointer.
        unsafe access(path, F_OK) == 0
    }
}
