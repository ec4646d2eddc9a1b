import Archives
import OperatorKit

/// Reads one log message by message.
struct FIXDecoder: FeedDecoder {
    private let file: FeedFile
    private let isStrict: Bool
    private var window = ByteWindow()
    private var framer = FIXFramer()
    private var fields = FIXFields()
    private var translator: FIXTranslator
    private var message = 0
    private var countedLines = 0

    init(_ file: FeedFile, _ options: FIXOptions) throws(OperatorError) {
        self.file = file
        isStrict = options.isStrict
        translator = FIXTranslator(options, file: file.name)
    }

    mutating func decode(
        limit: Int, into queue: inout FeedQueue, _ tally: inout FeedTally
    ) throws(OperatorError) -> Bool {
        let goal = queue.count + limit
        let first = message
        defer { countLines(&tally) }
        // Bounded by messages too: few of them may be market data.
        while queue.count < goal && message - first < 4096 {
            do {
                guard let frame = try framer.next(&window, from: file.archive) else { return false }
                message += 1
                tally.records += 1
                var reason = fault(of: frame, &tally)
                if reason == nil {
                    reason = try Self.translate(
                        frame, &window, &fields, &translator, number: message, into: &queue, &tally)
                }
                if let reason {
                    tally.refuse(reason) { "\(file.name) message \(message): \(text(frame))" }
                }
                window.skip(frame.length)
            } catch let error as ArchiveError {
                throw OperatorError(error)
            } catch let error as OperatorError {
                throw error
            } catch {
                throw OperatorError("\(error)", argument: "path")
            }
        }
        return true
    }

    /// Lines without a message are records that carry nothing.
    private mutating func countLines(_ tally: inout FeedTally) {
        let count = framer.otherLines - countedLines
        guard count > 0 else { return }
        tally.records += count
        tally.skipped += count
        tally.note("lines_without_message", count)
        countedLines += count
    }

    /// What a message gives; the parts come apart as parameters so that a span of the window can be held.
    ///
    /// - Returns: why it gives nothing, if it should have.
    private static func translate(
        _ frame: FIXFrame, _ window: inout ByteWindow, _ fields: inout FIXFields,
        _ translator: inout FIXTranslator, number: Int, into queue: inout FeedQueue,
        _ tally: inout FeedTally
    ) throws(OperatorError) -> String? {
        let range = window.next..<(window.next + frame.length)
        fields.split(window.bytes.span, range, delimiter: frame.delimiter)
        if fields.strayCount > 0 { tally.note("fields_without_tag", fields.strayCount) }
        return try translator.take(fields, window.bytes.span, number: number, into: &queue, &tally)
    }

    /// Why a message is not looked at.
    private func fault(of frame: FIXFrame, _ tally: inout FeedTally) -> String? {
        switch frame.shape {
        case .cut: return "message is cut off before its checksum"
        case .tooLong: return "message is longer than \(FIXFrame.limit) bytes"
        case .whole: break
        }
        if isStrict {
            if !frame.hasGoodLength { return "body length (9) is wrong; 'integrity: tolerate' takes it" }
            if !frame.hasGoodChecksum { return "checksum (10) is wrong; 'integrity: tolerate' takes it" }
        } else {
            if !frame.hasGoodLength { tally.note("wrong_body_length") }
            if !frame.hasGoodChecksum { tally.note("wrong_checksum") }
        }
        return nil
    }

    /// The beginning of a message, with bars for delimiters.
    private func text(_ frame: FIXFrame) -> String {
        let bytes = window.bytes[window.next..<window.next + min(frame.length, 300)]
        return String(decoding: bytes.map { $0 == frame.delimiter ? 124 : $0 }, as: UTF8.self)
    }
}
