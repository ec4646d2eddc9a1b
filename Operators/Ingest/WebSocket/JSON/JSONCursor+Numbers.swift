import Archives

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
        while at &+ 8 <= end, at &- start < 16 {
            let digits = Digits(ByteSearch.word(bytes, at: at))
            value = value &* Int64(Decimals.powers[digits.count]) &+ Int64(digits.value)
            at &+= digits.count
            if digits.count < 8 { break }
        }
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

    /// `["price","quantity"]` as exchanges mostly write it: no blanks, at most eight bytes a number.
    ///
    /// Nil for any other spelling, with the cursor where it was. Equal to `price` and `quantity`.
    @inline(__always)
    mutating func usualPair(_ bytes: borrowing Span<UInt8>) -> (price: Int64, quantity: Double)? {
        // At most 23 bytes, and eight from the last two on.
        guard at &+ 32 <= end else { return nil }
        guard ByteSearch.word(bytes, at: at) & 0xFFFF == 0x225B,
            let price = Digits.decimal(ByteSearch.word(bytes, at: at &+ 2))
        else { return nil }
        let middle = at &+ 2 &+ price.count
        guard ByteSearch.word(bytes, at: middle) & 0xFF_FFFF == 0x22_2C22,
            let quantity = Digits.decimal(ByteSearch.word(bytes, at: middle &+ 3))
        else { return nil }
        let last = middle &+ 3 &+ quantity.count
        guard ByteSearch.word(bytes, at: last) & 0xFFFF == 0x5D22 else { return nil }
        at = last &+ 2
        let raw = Int64(truncatingIfNeeded: price.mantissa &* Decimals.powers[9 &- price.decimals])
        let whole = Double(Int64(truncatingIfNeeded: quantity.mantissa))
        return (raw, whole / Decimals.exactPowers[quantity.decimals])
    }

    /// `digits[.digits]`, bare or quoted, of at most 19 digits; nil for any other spelling.
    @inline(__always)
    private mutating func plain(
        _ bytes: borrowing Span<UInt8>
    ) throws(JSONFault) -> (mantissa: UInt64, decimals: Int)? {
        let isQuoted = try peek(bytes) == UInt8(ascii: "\"")
        var index = isQuoted ? at &+ 1 : at
        if isQuoted, index &+ 9 <= end, let short = Digits.decimal(ByteSearch.word(bytes, at: index)),
            bytes[index &+ short.count] == UInt8(ascii: "\"")
        {
            at = index &+ short.count &+ 1
            return (short.mantissa, short.decimals)
        }
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
