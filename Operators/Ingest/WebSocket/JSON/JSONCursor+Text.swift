import Archives

extension JSONCursor {
    /// A string's content as it is written, escapes and all, without its quotes.
    @inline(__always)
    mutating func string(_ bytes: borrowing Span<UInt8>) throws(JSONFault) -> Range<Int> {
        try take(UInt8(ascii: "\""), bytes)
        let start = at
        while at < end {
            if at &+ 8 <= end {
                let marks = Self.unusual(ByteSearch.word(bytes, at: at))
                if marks == 0 {
                    at &+= 8
                    continue
                }
                at &+= marks.trailingZeroBitCount &>> 3
            }
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") {
                at &+= 1
                return start..<(at &- 1)
            }
            if byte >= 32 && byte < 128 && byte != UInt8(ascii: "\\") {
                at &+= 1
            } else {
                try special(byte, bytes)
            }
        }
        throw .end
    }

    /// The high bit of each byte that is no plain character of a string, up to and with the first such byte.
    ///
    /// A byte less than a bound borrows from the next one, so that bits above the lowest one mean nothing.
    @inline(__always)
    private static func unusual(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = word ^ (ones &* 0x22)
        let escape = word ^ (ones &* 0x5C)
        let plain = (quote &- ones) & ~quote | (escape &- ones) & ~escape | (word &- ones &* 32) & ~word
        return (plain | word) & (ones &* 0x80)
    }

    /// Passes over what is no plain character of a string.
    @inline(never)
    private mutating func special(_ byte: UInt8, _ bytes: borrowing Span<UInt8>) throws(JSONFault) {
        if byte < 32 { throw .control }
        guard byte == UInt8(ascii: "\\") else { return try character(byte, bytes) }
        guard at &+ 1 < end else { throw .end }
        switch bytes[at &+ 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            at &+= 2
        case UInt8(ascii: "u"):
            guard at &+ 6 <= end else { throw .end }
            for index in (at &+ 2)..<(at &+ 6) {
                let byte = bytes[index]
                guard byte &- 48 <= 9 || (byte | 0x20) &- 97 <= 5 else { throw .escape }
            }
            at &+= 6
        default: throw .escape
        }
    }

    /// Passes over one character of several bytes: the well-formed sequences of Unicode's table 3-7.
    private mutating func character(_ lead: UInt8, _ bytes: borrowing Span<UInt8>) throws(JSONFault) {
        let length: Int
        // Where the second byte has to lie: it alone tells overlong forms, surrogates and what is too large.
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF:
            length = 3
            if lead == 0xE0 { second = 0xA0...0xBF }
            if lead == 0xED { second = 0x80...0x9F }
        case 0xF0...0xF4:
            length = 4
            if lead == 0xF0 { second = 0x90...0xBF }
            if lead == 0xF4 { second = 0x80...0x8F }
        default: throw .encoding
        }
        guard at &+ length <= end else { throw .encoding }
        guard second.contains(bytes[at &+ 1]) else { throw .encoding }
        for index in 2..<max(2, length) where bytes[at &+ index] & 0xC0 != 0x80 { throw .encoding }
        at &+= length
    }

    /// Passes over `text` if it comes next, letter by letter.
    @inline(__always)
    mutating func passes(_ text: StaticString, _ bytes: borrowing Span<UInt8>) -> Bool {
        let count = text.utf8CodeUnitCount
        guard at &+ count <= end, ByteSearch.isEqual(text, bytes, at: at) else { return false }
        at &+= count
        return true
    }

    /// Whether the bytes of `range` are `text`.
    @inline(__always)
    static func spells(_ text: StaticString, _ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
        range.count == text.utf8CodeUnitCount && ByteSearch.isEqual(text, bytes, at: range.lowerBound)
    }
}
