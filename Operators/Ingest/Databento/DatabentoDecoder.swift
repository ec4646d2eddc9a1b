import Archives
import OperatorKit

/// Reads one DBN file record by record.
struct DatabentoDecoder: FeedDecoder {
    private let file: FeedFile
    private var window = ByteWindow()
    private var translator: RecordTranslator
    private var record = 0

    init(_ file: FeedFile, _ options: DatabentoOptions) throws(OperatorError) {
        self.file = file
        let metadata = try DatabentoMetadata(&window, file)
        translator = try RecordTranslator(metadata, options, file: file.name)
    }

    mutating func decode(
        limit: Int, into queue: inout FeedQueue, _ tally: inout FeedTally
    ) throws(OperatorError) -> Bool {
        let goal = queue.count + limit
        let first = record
        // Bounded by records too: a filter may leave few of them.
        while queue.count < goal && record - first < 65_536 {
            guard try hasRecord() else { return false }
            try Self.translate(&window, &translator, &record, goal, into: &queue, &tally)
        }
        return true
    }

    /// Whether a whole record waits; reads on if need be.
    private mutating func hasRecord() throws(OperatorError) -> Bool {
        do {
            guard try window.fill(1, from: file.archive) else { return false }
            let length = 4 * Int(window.bytes[window.next])
            guard length >= 16 else {
                throw damage("says that it has \(length) bytes, fewer than its header")
            }
            guard try window.fill(length, from: file.archive) else {
                throw damage("has \(length) bytes, but the file ends after \(window.available)")
            }
            return true
        } catch let error as ArchiveError {
            throw OperatorError(error)
        } catch let error as OperatorError {
            throw error
        } catch {
            throw OperatorError("\(error)", argument: "path")
        }
    }

    /// Translates the whole records that wait, until the goal is reached.
    ///
    /// The parts come apart as parameters so that a span of the window can be held while the translator
    /// changes.
    @inline(__always)
    private static func translate(
        _ window: inout ByteWindow, _ translator: inout RecordTranslator, _ record: inout Int, _ goal: Int,
        into queue: inout FeedQueue, _ tally: inout FeedTally
    ) throws(OperatorError) {
        while queue.count < goal, window.available > 0 {
            let start = window.next
            let length = 4 * Int(window.bytes[start])
            guard length >= 16, length <= window.available else { return }
            record &+= 1
            tally.records &+= 1
            try translator.take(
                window.bytes.span.extracting(start..<start &+ length), number: record, into: &queue, &tally)
            window.skip(length)
        }
    }

    private func damage(_ what: String) -> OperatorError {
        OperatorError(
            "'\(file.name)' is damaged: record \(record + 1) at byte \(window.offset) \(what)",
            argument: "path")
    }
}
