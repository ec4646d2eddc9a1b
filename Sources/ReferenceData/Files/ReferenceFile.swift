import Archives

/// The lines of a small comma-separated file, without comments and empty lines; no quotes.
struct ReferenceFile {
    /// One line.
    struct Row {
        /// From 1.
        var line: Int
        var cells: [Substring]
        private let path: String

        fileprivate init(line: Int, cells: [Substring], path: String) {
            self.line = line
            self.cells = cells
            self.path = path
        }

        /// The error that this row gives.
        func error(_ reason: String) -> ReferenceDataError {
            ReferenceDataError(path: path, line: line, reason: reason)
        }

        /// The day in a cell.
        func date(_ cell: Int) throws(ReferenceDataError) -> CivilDate {
            let text = try self.text(cell)
            guard let date = CivilDate(text: String(text)) else {
                throw error("'\(text)' isn't a day written YYYYMMDD")
            }
            return date
        }

        /// The positive finite number in a cell.
        func positive(_ cell: Int, _ what: String) throws(ReferenceDataError) -> Double {
            let text = try self.text(cell)
            guard let number = ExactDecimal(text)?.double, number > 0 else {
                throw error("the \(what) '\(text)' isn't a positive number")
            }
            return number
        }

        /// A cell that must be there.
        func text(_ cell: Int) throws(ReferenceDataError) -> Substring {
            guard cell < cells.count else { throw error("column \(cell + 1) is missing") }
            return cells[cell]
        }
    }

    let path: String
    let rows: [Row]

    /// Reads a file of at most 64 MiB.
    init(path: String) throws(ReferenceDataError) {
        self.init(bytes: try Self.bytes(path), path: path)
    }

    init(bytes: [UInt8], path: String) {
        self.path = path
        var rows: [Row] = []
        let text = String(decoding: bytes, as: UTF8.self)
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() where !line.isEmpty && line.first != "#" {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(Self.trimmed)
            rows.append(Row(line: index + 1, cells: cells, path: path))
        }
        self.rows = rows
    }

    /// The bytes of a file of at most 64 MiB.
    static func bytes(_ path: String) throws(ReferenceDataError) -> [UInt8] {
        do {
            return try ArchiveReader.contents(path: path, limit: 64 << 20)
        } catch {
            throw ReferenceDataError(path: path, line: nil, reason: error.description)
        }
    }

    private static func trimmed(_ cell: Substring) -> Substring {
        var cell = cell
        while cell.first == " " || cell.first == "\t" { cell.removeFirst() }
        while cell.last == " " || cell.last == "\t" { cell.removeLast() }
        return cell
    }
}

/// Why a file of reference data can't be used.
public struct ReferenceDataError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file.
    public let path: String
    /// The line, from 1; nil where the file as a whole is at fault.
    public let line: Int?
    /// What is wrong, without the place.
    public let reason: String

    /// What is wrong and where.
    public var description: String {
        guard let line else { return reason.contains(path) ? reason : "\(path): \(reason)" }
        return "\(path):\(line): \(reason)"
    }
}
