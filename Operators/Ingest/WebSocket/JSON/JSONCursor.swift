import Archives

/// Walks over one JSON text, front to back, without building anything.
///
/// Strict (RFC 8259): what it has walked over was well-formed. It gives ranges of the bytes for strings and
/// values for numbers; who reads a message keeps what it knows and skips the rest. No allocation, no
/// recursion, and no input makes it trap.
///
/// ```swift
/// var isFirst = true
/// try json.beginObject(bytes)
/// while let name = try json.nextName(bytes, &isFirst) {
///     if name.count == 1, bytes[name.lowerBound] == UInt8(ascii: "p") {
///         price = try json.price(bytes)
///     } else {
///         try json.skip(bytes)
///     }
/// }
/// try json.finish(bytes)
/// ```
struct JSONCursor {
    /// Arrays and objects that may lie inside each other in what is skipped.
    static let deepest = 64

    /// The next byte.
    var at: Int
    /// The end of the text.
    let end: Int
    /// Prices with more than nine decimals, rounded half to even.
    var roundedCount = 0

    init(_ range: Range<Int>) {
        at = range.lowerBound
        end = range.upperBound
    }

    /// The next byte that is no blank; it stays the next.
    @inline(__always)
    mutating func peek(_ bytes: borrowing Span<UInt8>) throws(JSONFault) -> UInt8 {
        while at < end {
            let byte = bytes[at]
            if byte > 32 { return byte }
            guard byte == 32 || byte == 10 || byte == 13 || byte == 9 else { throw .syntax }
            at &+= 1
        }
        throw .end
    }

    /// Takes `byte`, which has to be next.
    @inline(__always)
    mutating func take(_ byte: UInt8, _ bytes: borrowing Span<UInt8>) throws(JSONFault) {
        guard try peek(bytes) == byte else { throw .syntax }
        at &+= 1
    }

    @inline(__always)
    mutating func beginObject(_ bytes: borrowing Span<UInt8>) throws(JSONFault) {
        try take(UInt8(ascii: "{"), bytes)
    }

    /// The next member's name, as it is written, with the cursor before its value; nil at the object's end.
    @inline(__always)
    mutating func nextName(
        _ bytes: borrowing Span<UInt8>, _ isFirst: inout Bool
    ) throws(JSONFault) -> Range<Int>? {
        guard try hasNext(bytes, UInt8(ascii: "}"), &isFirst) else { return nil }
        if at &+ 8 <= end {
            let word = ByteSearch.word(bytes, at: at)
            let letter = word &>> 8 & 0xFF
            // `"x":`, as most names of most messages are.
            if word & 0xFFFF_00FF == 0x3A22_0022, letter &- 97 < 26 || letter &- 65 < 26 {
                at &+= 4
                return (at &- 3)..<(at &- 2)
            }
        }
        let name = try string(bytes)
        try take(UInt8(ascii: ":"), bytes)
        return name
    }

    @inline(__always)
    mutating func beginArray(_ bytes: borrowing Span<UInt8>) throws(JSONFault) {
        try take(UInt8(ascii: "["), bytes)
    }

    /// Whether the array has another element, with the cursor before it.
    @inline(__always)
    mutating func nextElement(
        _ bytes: borrowing Span<UInt8>, _ isFirst: inout Bool
    ) throws(JSONFault) -> Bool {
        try hasNext(bytes, UInt8(ascii: "]"), &isFirst)
    }

    @inline(__always)
    private mutating func hasNext(
        _ bytes: borrowing Span<UInt8>, _ close: UInt8, _ isFirst: inout Bool
    ) throws(JSONFault) -> Bool {
        let byte = try peek(bytes)
        if byte == close {
            at &+= 1
            return false
        }
        if isFirst {
            isFirst = false
            return true
        }
        guard byte == UInt8(ascii: ",") else { throw .syntax }
        at &+= 1
        return true
    }

    /// Nothing but blanks may follow.
    mutating func finish(_ bytes: borrowing Span<UInt8>) throws(JSONFault) {
        while at < end {
            let byte = bytes[at]
            guard byte == 32 || byte == 10 || byte == 13 || byte == 9 else { throw .trailing }
            at &+= 1
        }
    }

    /// `true` or `false`.
    mutating func flag(_ bytes: borrowing Span<UInt8>) throws(JSONFault) -> Bool {
        let isTrue = try peek(bytes) == UInt8(ascii: "t")
        try literal(isTrue ? "true" : "false", bytes)
        return isTrue
    }

    private mutating func literal(_ text: String, _ bytes: borrowing Span<UInt8>) throws(JSONFault) {
        for byte in text.utf8 {
            guard at < end else { throw .end }
            guard bytes[at] == byte else { throw .syntax }
            at &+= 1
        }
    }

    /// Passes over any value.
    mutating func skip(_ bytes: borrowing Span<UInt8>) throws(JSONFault) {
        // One bit a level: whether it is an object.
        var kinds: UInt64 = 0
        var depth = 0
        while true {
            let byte = try peek(bytes)
            var isFirst = false
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard depth < Self.deepest else { throw .depth }
                at &+= 1
                depth &+= 1
                kinds = kinds &<< 1 | (byte == UInt8(ascii: "{") ? 1 : 0)
                isFirst = true
            case UInt8(ascii: "\""): _ = try string(bytes)
            case UInt8(ascii: "t"): try literal("true", bytes)
            case UInt8(ascii: "f"): try literal("false", bytes)
            case UInt8(ascii: "n"): try literal("null", bytes)
            default: _ = try number(bytes)
            }
            // Up to the next value inside, out of all that is over.
            while depth > 0 {
                let isObject = kinds & 1 == 1
                let isOpen =
                    isObject
                    ? try nextName(bytes, &isFirst) != nil : try nextElement(bytes, &isFirst)
                if isOpen { break }
                isFirst = false
                depth &-= 1
                kinds = kinds &>> 1
            }
            if depth == 0 { return }
        }
    }
}
