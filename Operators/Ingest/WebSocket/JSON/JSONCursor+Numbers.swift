extension JSONCursor {
    /// A number's text, which has to follow JSON's grammar.
    mutating func number(_ bytes: borrowing Span<UInt8>) throws(JSONFault) -> Range<Int> {
        _ = try peek(bytes)
        let start = at
        if bytes[at] == UInt8(ascii: "-") { at &+= 1 }
        let first = at
        guard digits(bytes) > 0 else { throw at < end ? .number : .end }
        if bytes[first] == UInt8(ascii: "0"), at > first &+ 1 { throw .number }
        if at < end, bytes[at] == UInt8(ascii: ".") {
            at &+= 1
            guard digits(bytes) > 0 else { throw .number }
        }
        if at < end, bytes[at] | 0x20 == UInt8(ascii: "e") {
            at &+= 1
            if at < end, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at &+= 1 }
            guard digits(bytes) > 0 else { throw .number }
        }
        return start..<at
    }

    private mutating func digits(_ bytes: borrowing Span<UInt8>) -> Int {
        let start = at
        while at < end, bytes[at] &- 48 <= 9 { at &+= 1 }
        return at &- start
    }

    /// A whole number without a sign, as identifiers and times are.
    @inline(__always)
    mutating func integer(_ bytes: borrowing Span<UInt8>) throws(JSONFault) -> Int64 {
        _ = try peek(bytes)
        let start = at
        var value: Int64 = 0
        while at < end {
            let digit = bytes[at] &- 48
            if digit > 9 { break }
            // 18 digits always fit.
            guard at &- start < 18 else { throw .range }
            value = value &* 10 &+ Int64(digit)
            at &+= 1
        }
        guard at > start, !(bytes[start] == 48 && at > start &+ 1) else { throw .number }
        return value
    }

    /// A price in units of 1e-9, written as a number or as a string, as exchanges do to keep it exact.
    @inline(__always)
    mutating func price(_ bytes: borrowing Span<UInt8>) throws(JSONFault) -> Int64 {
        let start = at
        if let (mantissa, decimals) = try plain(bytes), decimals <= 9 {
            let (value, overflows) = mantissa.multipliedReportingOverflow(
                by: Decimals.powers[9 &- decimals])
            if !overflows, let price = Int64(exactly: value) { return price }
        }
        at = start
        return try carefulPrice(bytes)
    }

    /// A quantity, written as a number or as a string: the nearest double.
    @inline(__always)
    mutating func quantity(_ bytes: borrowing Span<UInt8>) throws(JSONFault) -> Double {
        let start = at
        // Both sides of the division are exact, so its one rounding is the correct one (Clinger 1990).
        if let (mantissa, decimals) = try plain(bytes), mantissa < 1 &<< 53, decimals <= 15 {
            let whole = Double(Int64(truncatingIfNeeded: mantissa))
            return decimals == 0 ? whole : whole / Decimals.exactPowers[decimals]
        }
        at = start
        return try carefulQuantity(bytes)
    }

    /// `digits[.digits]`, bare or quoted, of at most 19 digits; nil for any other spelling.
    @inline(__always)
    private mutating func plain(
        _ bytes: borrowing Span<UInt8>
    ) throws(JSONFault) -> (mantissa: UInt64, decimals: Int)? {
        let isQuoted = try peek(bytes) == UInt8(ascii: "\"")
        var index = isQuoted ? at &+ 1 : at
        let start = index
        var mantissa: UInt64 = 0
        while index < end {
            let digit = bytes[index] &- 48
            if digit > 9 { break }
            mantissa = mantissa &* 10 &+ UInt64(digit)
            index &+= 1
        }
        let whole = index &- start
        var decimals = 0
        if index < end, bytes[index] == UInt8(ascii: ".") {
            index &+= 1
            let first = index
            while index < end {
                let digit = bytes[index] &- 48
                if digit > 9 { break }
                mantissa = mantissa &* 10 &+ UInt64(digit)
                index &+= 1
            }
            decimals = index &- first
            if decimals == 0 { return nil }
        }
        guard index < end, whole > 0, whole &+ decimals <= 19 else { return nil }
        if isQuoted {
            guard bytes[index] == UInt8(ascii: "\"") else { return nil }
            index &+= 1
        } else {
            let isLeading = bytes[start] == 48 && whole > 1
            guard !isLeading, bytes[index] | 0x20 != UInt8(ascii: "e"), bytes[index] != UInt8(ascii: ".")
            else { return nil }
        }
        at = index
        return (mantissa, decimals)
    }

    /// The text of a number, bare or quoted.
    private mutating func written(_ bytes: borrowing Span<UInt8>) throws(JSONFault) -> Range<Int> {
        guard try peek(bytes) == UInt8(ascii: "\"") else { return try number(bytes) }
        let text = try string(bytes)
        var inner = JSONCursor(text)
        while inner.at &+ 1 < text.upperBound, bytes[inner.at] == 48, bytes[inner.at &+ 1] &- 48 <= 9 {
            // Leading zeros are a matter of JSON's bare numbers only.
            inner.at &+= 1
        }
        guard !text.isEmpty, bytes[text.lowerBound] > 32,
            try inner.number(bytes).upperBound == text.upperBound
        else { throw .number }
        return text
    }

    @inline(never)
    private mutating func carefulPrice(_ bytes: borrowing Span<UInt8>) throws(JSONFault) -> Int64 {
        let outcome = Decimals.fixed(bytes, try written(bytes), exponent: 9)
        guard outcome.fault == nil else { throw .range }
        if outcome.isRounded { roundedCount += 1 }
        return outcome.value
    }

    @inline(never)
    private mutating func carefulQuantity(_ bytes: borrowing Span<UInt8>) throws(JSONFault) -> Double {
        let outcome = Decimals.double(bytes, try written(bytes))
        guard outcome.fault == nil else { throw .range }
        return outcome.value
    }
}
