import Archives

/// One message of a log as it stands in the window, from `8=` to the end of its checksum.
struct FIXFrame {
    enum Shape {
        /// Ends with a checksum field.
        case whole
        /// Another message begins, or the file ends, before its checksum field.
        case cut
        /// Longer than any message may be.
        case tooLong
    }

    var shape = Shape.whole
    /// Bytes from the window's next one on.
    var length = 0
    /// SOH or a vertical bar.
    var delimiter: UInt8 = 1
    var hasGoodLength = false
    var hasGoodChecksum = false

    /// Longest message that is read.
    static let limit = 1 << 20
}

/// Finds messages in a log: between them, and before them on their lines, may stand anything.
struct FIXFramer {
    /// Lines that held no message.
    private(set) var otherLines = 0
    private var lineHasMessage = false
    private var lineHasText = false

    /// The next message, which then begins at the window's next byte; nil at the end of the file.
    mutating func next(
        _ window: inout ByteWindow, from archive: ArchiveReader
    ) throws(ArchiveError) -> FIXFrame? {
        while try findStart(&window, from: archive) {
            if let frame = try frame(&window, from: archive) {
                lineHasMessage = true
                return frame
            }
            // `8=FIX` in other text.
            window.skip(5)
            lineHasText = true
        }
        return nil
    }

    /// Skips what comes before `8=FIX`, counting lines without a message.
    private mutating func findStart(
        _ window: inout ByteWindow, from archive: ArchiveReader
    ) throws(ArchiveError) -> Bool {
        var previous: UInt8 = 0
        while try window.fill(1, from: archive) {
            let byte = window.bytes[window.next]
            if byte == 56 && !(48...57).contains(previous), try window.fill(5, from: archive),
                Self.startsMessage(window, 0)
            {
                return true
            }
            if byte == 10 {
                endLine()
            } else if byte > 32 {
                lineHasText = true
            }
            previous = byte
            window.skip(1)
        }
        endLine()
        return false
    }

    private mutating func endLine() {
        if lineHasText && !lineHasMessage { otherLines += 1 }
        lineHasText = false
        lineHasMessage = false
    }

    /// Whether `8=FIX` stands at a place.
    @inline(__always)
    private static func startsMessage(_ window: borrowing ByteWindow, _ at: Int) -> Bool {
        let index = window.next + at
        return window.bytes[index] == 56 && window.bytes[index + 1] == 61 && window.bytes[index + 2] == 70
            && window.bytes[index + 3] == 73 && window.bytes[index + 4] == 88
    }

    /// Whether a body length field follows BeginString: so that `48=FIX` is no message, wherever one breaks off.
    private static func hasLengthNext(
        _ window: borrowing ByteWindow, _ at: Int, _ delimiter: UInt8
    ) -> Bool {
        var index = window.next + at + 5
        while index < window.next + at + 13, window.bytes[index] != delimiter { index += 1 }
        return window.bytes[index] == delimiter && window.bytes[index + 1] == 57
            && window.bytes[index + 2] == 61
    }

    /// Measures the message that begins here; nil if it is none.
    private func frame(_ window: inout ByteWindow, from archive: ArchiveReader) throws(ArchiveError)
        -> FIXFrame?
    {
        _ = try window.fill(32, from: archive)
        let head = min(window.available, 32)
        var at = 5
        while at < head, window.bytes[window.next + at] != 1, window.bytes[window.next + at] != 124 {
            at += 1
        }
        guard at < head, at <= 16 else { return nil }
        var frame = FIXFrame()
        frame.delimiter = window.bytes[window.next + at]
        if let trailer = try declaredTrailer(&window, at + 1, frame.delimiter, from: archive) {
            frame.hasGoodLength = true
            try close(&frame, at: trailer, &window, from: archive)
            return frame
        }
        try search(&frame, from: at + 1, &window, archive)
        return frame
    }

    /// Where the checksum field stands by the body length, if it does stand there.
    private func declaredTrailer(
        _ window: inout ByteWindow, _ start: Int, _ delimiter: UInt8, from archive: ArchiveReader
    ) throws(ArchiveError) -> Int? {
        guard try window.fill(start + 12, from: archive), window.bytes[window.next + start] == 57,
            window.bytes[window.next + start + 1] == 61
        else { return nil }
        var at = start + 2
        var length = 0
        while at < start + 10, case let digit = window.bytes[window.next + at] &- 48, digit <= 9 {
            length = 10 * length + Int(digit)
            at += 1
        }
        let trailer = at + 1 + length
        guard at > start + 2, window.bytes[window.next + at] == delimiter, trailer <= FIXFrame.limit,
            try window.fill(trailer + 6, from: archive),
            window.bytes[window.next + trailer - 1] == delimiter, Self.isTrailer(window, trailer)
        else { return nil }
        return trailer
    }

    /// Whether `10=` stands at a place.
    @inline(__always)
    private static func isTrailer(_ window: borrowing ByteWindow, _ at: Int) -> Bool {
        let index = window.next + at
        return window.bytes[index] == 49 && window.bytes[index + 1] == 48 && window.bytes[index + 2] == 61
    }

    /// Looks for the checksum field, or for what says that there is none.
    private func search(
        _ frame: inout FIXFrame, from start: Int, _ window: inout ByteWindow, _ archive: ArchiveReader
    ) throws(ArchiveError) {
        var at = start
        while at < FIXFrame.limit {
            guard try window.fill(at + 1, from: archive) else {
                frame.shape = .cut
                frame.length = at
                return
            }
            let byte = window.bytes[window.next + at]
            let previous = window.bytes[window.next + at - 1]
            if byte == 49, previous == frame.delimiter, try window.fill(at + 4, from: archive),
                Self.isTrailer(window, at)
            {
                return try close(&frame, at: at, &window, from: archive)
            }
            if byte == 56, try window.fill(at + 16, from: archive),
                Self.startsMessage(window, at), Self.hasLengthNext(window, at, frame.delimiter)
            {
                frame.shape = .cut
                frame.length = at
                return
            }
            at += 1
        }
        frame.shape = .tooLong
        frame.length = at
    }

    /// Reads the checksum at a place and compares it: the sum of all bytes before it, modulo 256, where each
    /// delimiter counts as SOH.
    private func close(
        _ frame: inout FIXFrame, at trailer: Int, _ window: inout ByteWindow, from archive: ArchiveReader
    ) throws(ArchiveError) {
        _ = try window.fill(trailer + 7, from: archive)
        var end = trailer + 3
        var said = 0
        while end < min(window.available, trailer + 6),
            case let digit = window.bytes[window.next + end] &- 48, digit <= 9
        {
            said = 10 * said + Int(digit)
            end += 1
        }
        let isTerminated = end == window.available || !(48...57).contains(window.bytes[window.next + end])
        var sum: UInt8 = 0
        for index in window.next..<(window.next + trailer) {
            let byte = window.bytes[index]
            sum &+= byte == frame.delimiter ? 1 : byte
        }
        frame.hasGoodChecksum = end == trailer + 6 && isTerminated && said == Int(sum)
        frame.length = end
    }
}
