import Glibc

/// The package's own files, read as text: what tests of layout and documentation look at.
public enum Repository {
    /// The package's root folder, found from this file's own path.
    public static let root: String = {
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(3)
        return parts.joined(separator: "/")
    }()

    /// Paths of the files under a folder, relative to the root, sorted; hidden files and folders are left
    /// out.
    public static func files(under folder: String, suffix: String) -> [String] {
        var found: [String] = []
        var waiting = [folder]
        while let next = waiting.popLast() {
            for name in names(in: next) where !name.hasPrefix(".") {
                let path = next.isEmpty ? name : "\(next)/\(name)"
                if isFolder(path) {
                    waiting.append(path)
                } else if path.hasSuffix(suffix) {
                    found.append(path)
                }
            }
        }
        return found.sorted()
    }

    /// The text of a file; nil where it cannot be read.
    public static func text(_ path: String) -> String? {
        // SAFETY: the handle is used by this call alone and closed before it returns.
        guard let file = unsafe fopen(absolute(path), "r") else { return nil }
        defer { unsafe fclose(file) }
        return unsafe readAll(file)
    }

    /// Replaces a file's text; whether that worked.
    public static func write(_ text: String, to path: String) -> Bool {
        // SAFETY: as in `text`.
        guard let file = unsafe fopen(absolute(path), "w") else { return false }
        let bytes = Array(text.utf8)
        let written = unsafe fwrite(bytes, 1, bytes.count, file)
        return unsafe fclose(file) == 0 && written == bytes.count
    }

    /// Whether a file or folder is there.
    public static func exists(_ path: String) -> Bool {
        // SAFETY: the path outlives the call, which only reads it.
        unsafe access(absolute(path), F_OK) == 0
    }

    /// Runs a command by the shell, in a folder; what it wrote to both outputs, and its exit code.
    public static func shell(_ command: String, in folder: String = "") -> (output: String, code: Int32) {
        let line = "cd \(quoted(absolute(folder))) && { \(command)\n} 2>&1"
        // SAFETY: as in `text`.
        guard let pipe = unsafe popen(line, "r") else { return ("no shell can be started", -1) }
        let output = unsafe readAll(pipe)
        let status = unsafe pclose(pipe)
        return (output, status & 0x7F == 0 ? (status >> 8) & 0xFF : -1)
    }

    /// A text as one word of the shell.
    public static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// A new empty folder, whose name begins so.
    public static func temporaryFolder(_ name: String) -> String? {
        let made = shell("mktemp -d -t \(name).XXXXXX")
        return made.code == 0 ? made.output.split(separator: "\n").first.map(String.init) : nil
    }

    private static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : path.isEmpty ? root : "\(root)/\(path)"
    }

    private static func names(in folder: String) -> [String] {
        // SAFETY: the handle is used by this call alone; an entry is copied before the next is asked for.
        guard let handle = unsafe opendir(absolute(folder)) else { return [] }
        defer { unsafe closedir(handle) }
        var names: [String] = []
        while let entry = unsafe readdir(handle) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            names.append(name)
        }
        return names
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        // SAFETY: the path outlives the call, which fills in `status`.
        return unsafe lstat(absolute(path), &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func readAll(_ file: UnsafeMutablePointer<FILE>) -> String {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe fread(&chunk, 1, chunk.count, file)
            if count == 0 { break }
            bytes += chunk[0..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
