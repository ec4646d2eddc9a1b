import Glibc
import RunReport

/// Standard output for answers, standard error for everything else.
enum Console {
    /// Writes an answer; a full disk or closed pipe is an error like any other.
    static func say(_ text: String) throws(OutputError) {
        try OutputFile.write(text.hasSuffix("\n") ? text : text + "\n", to: 1, name: "standard output")
    }

    /// Writes to standard error; if that fails there is nobody left to tell.
    static func complain(_ text: String) {
        try? OutputFile.write(text.hasSuffix("\n") ? text : text + "\n", to: 2, name: "standard error")
    }

    /// Writes to standard error as it is, for a line that is written over.
    static func overwrite(_ text: String) {
        try? OutputFile.write(text, to: 2, name: "standard error")
    }

    /// Colours where a person looks and has not declined them (no-color.org).
    static var style: TextStyle {
        let isDeclined = !(SystemFile.environment["NO_COLOR"] ?? "").isEmpty
        return TextStyle(coloured: isatty(1) == 1 && !isDeclined)
    }

    static var errorsAreSeen: Bool { isatty(2) == 1 }
}
