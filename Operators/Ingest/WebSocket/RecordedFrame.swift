import Archives

/// What one line of a recording holds.
enum RecordedFrame {
    /// A message that came in; the receive time is nil where the recorder wrote none.
    case message(receive: Int64?, json: Range<Int>)
    /// What the recorder or the client said: connections, subscriptions, blank lines.
    case other
    /// None of these.
    case malformed

    /// Tells the three ways in which recorders write a line apart: `<ns> <json>`, `<s.fraction>: <json>`, and
    /// the bare message.
    @inline(__always)
    init(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) {
        guard let first = range.first else {
            self = .other
            return
        }
        switch bytes[first] {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self = Self.timed(bytes, range)
        case UInt8(ascii: "{"): self = .message(receive: nil, json: range)
        default: self = Self.isAddress(bytes, range) ? .other : .malformed
        }
    }

    @inline(__always)
    private static func timed(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> RecordedFrame {
        let end = range.upperBound
        var at = range.lowerBound
        var whole: Int64 = 0
        while at &+ 8 <= end, at &- range.lowerBound < 16 {
            let digits = Digits(ByteSearch.word(bytes, at: at))
            whole = whole &* Int64(Decimals.powers[digits.count]) &+ Int64(digits.value)
            at &+= digits.count
            if digits.count < 8 { break }
        }
        while at < end, bytes[at] &- 48 <= 9 {
            guard at &- range.lowerBound < 19 else { return .malformed }
            // 19 digits may be more than 64 bits with a sign hold.
            let (tens, overflows) = whole.multipliedReportingOverflow(by: 10)
            let (sum, carries) = tens.addingReportingOverflow(Int64(bytes[at] &- 48))
            if overflows || carries { return .malformed }
            whole = sum
            at &+= 1
        }
        guard at < end else { return .malformed }
        if bytes[at] == UInt8(ascii: " ") { return .message(receive: whole, json: (at &+ 1)..<end) }
        return seconds(bytes, whole, at, end)
    }

    /// Seconds with decimals up to the colon; digits beyond the ninth are cut off.
    private static func seconds(
        _ bytes: borrowing Span<UInt8>, _ whole: Int64, _ start: Int, _ end: Int
    ) -> RecordedFrame {
        var at = start
        var fraction: Int64 = 0
        var scale: Int64 = 100_000_000
        if bytes[at] == UInt8(ascii: ".") {
            at &+= 1
            while at < end, bytes[at] &- 48 <= 9 {
                fraction &+= Int64(bytes[at] &- 48) &* scale
                scale /= 10
                at &+= 1
            }
        }
        guard at &+ 1 < end, bytes[at] == UInt8(ascii: ":"), bytes[at &+ 1] == UInt8(ascii: " ") else {
            return .malformed
        }
        let (time, overflows) = whole.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflows, time <= .max - 1_000_000_000 else { return .malformed }
        return .message(receive: time &+ fraction, json: (at &+ 2)..<end)
    }

    /// `wss://…` and `https://…`: connections, and what the client sent.
    private static func isAddress(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
        var at = range.lowerBound
        while at < range.upperBound, bytes[at] &- 97 < 26 { at &+= 1 }
        return at > range.lowerBound && at &+ 2 < range.upperBound && bytes[at] == UInt8(ascii: ":")
            && bytes[at &+ 1] == UInt8(ascii: "/") && bytes[at &+ 2] == UInt8(ascii: "/")
    }
}
