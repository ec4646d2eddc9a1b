/// The numbers of one row, as the file has them.
struct RowFields {
    /// Nanoseconds since 1970-01-01 UTC.
    var time: Int64 = 0
    /// Price in units of 1e-9.
    var price: Int64 = 0
    /// Quantity.
    var size: Double = 0
    /// 0 not known, 1 buy, 2 sell.
    var side: UInt64 = 0
    /// Whether the file marks the trade as suspicious.
    var isSuspicious = false
}

/// What a column holds.
enum ColumnRole: UInt8, Sendable {
    case skip, time, price, size, side, flag
}

/// Turns the bytes of a line into numbers, column by column.
///
/// `quick` takes plain rows in one pass and gives up on anything unusual (quotes, blanks, signs, exponents,
/// too many decimals); `careful` reads everything and says what is wrong. Where `quick` answers, `careful`
/// answers the same.
struct RowParser {
    private let roles: [ColumnRole]
    private let delimiter: UInt8
    private let priceExponent: Int
    private var time: TimeRule
    /// Prices and times whose digits beyond the unit were rounded away.
    private(set) var roundedCount = 0
    /// The unquoted fields of the current line, one after another, and where each ends.
    private var fields: [UInt8] = []
    private var fieldEnds: [Int] = []

    /// - Parameters:
    ///   - roles: what each column holds, up to the last that matters.
    ///   - priceExponent: prices are times 10^this in raw units: 9, or less where the file scales them up.
    init(roles: [ColumnRole], delimiter: UInt8, priceExponent: Int, time: TimeRule) {
        self.roles = roles
        self.delimiter = delimiter
        self.priceExponent = priceExponent
        self.time = time
    }

    /// Reads a plain row; false if it takes care to read it.
    @inline(__always)
    mutating func quick(
        _ bytes: borrowing Span<UInt8>, _ start: Int, _ end: Int, into row: inout RowFields
    ) -> Bool {
        var at = start
        var column = 0
        let last = roles.count &- 1
        while true {
            switch roles[column] {
            case .price:
                guard let price = Decimals.quickFixed(bytes, &at, end, delimiter, exponent: priceExponent)
                else { return false }
                row.price = price
            case .time:
                guard let value = time.quick(bytes, &at, end, delimiter) else { return false }
                row.time = value
            case .size:
                guard let size = Decimals.quickDouble(bytes, &at, end, delimiter) else { return false }
                row.size = size
            case .side:
                guard at < end, let side = Self.side(bytes[at]), at &+ 1 == end || bytes[at &+ 1] == delimiter
                else { return false }
                row.side = side
                at &+= 1
            case .flag:
                guard at < end, bytes[at] == 48 || bytes[at] == 49,
                    at &+ 1 == end || bytes[at &+ 1] == delimiter
                else { return false }
                row.isSuspicious = bytes[at] == 49
                at &+= 1
            case .skip:
                if at < end && bytes[at] == 34 { return false }
                while at < end && bytes[at] != delimiter { at &+= 1 }
            }
            if column == last { return true }
            if at >= end { return false }
            column &+= 1
            at &+= 1
        }
    }

    /// The side of one letter.
    @inline(__always)
    private static func side(_ byte: UInt8) -> UInt64? {
        switch byte {
        case 66, 98: 1
        case 83, 115, 65, 97: 2
        case 78, 110: 0
        default: nil
        }
    }

    /// Reads any row, or says why it can't be.
    mutating func careful(
        _ bytes: borrowing Span<UInt8>, _ start: Int, _ end: Int, into row: inout RowFields
    ) -> Refusal? {
        guard split(bytes, start, end) else { return Refusal(.line, .badQuote) }
        // Held apart: the time rule changes self while the span is in use.
        let (text, ends) = (fields, fieldEnds)
        let span = text.span
        row.isSuspicious = false
        row.side = 0
        var rounded = false
        for (column, role) in roles.enumerated() where role != .skip {
            guard column < ends.count else {
                // A row may end before its flag: Lean's older files have none.
                if role == .flag { continue }
                return Refusal(Self.place(role), .absent)
            }
            let field = (column == 0 ? 0 : ends[column - 1])..<ends[column]
            var fault: Refusal.Fault?
            switch role {
            case .time:
                let outcome = time.careful(span, field)
                row.time = outcome.value
                rounded = rounded || outcome.isRounded
                fault = outcome.fault
            case .price:
                let outcome = Decimals.fixed(span, field, exponent: priceExponent)
                row.price = outcome.value
                rounded = rounded || outcome.isRounded
                fault = outcome.fault
            case .size:
                let outcome = Decimals.double(span, field)
                row.size = outcome.value
                fault = outcome.fault
            case .side:
                if let side = Self.sideWord(span, field) { row.side = side } else { fault = .malformed }
            case .flag:
                let mark = Self.trimmed(span, field)
                row.isSuspicious = !(mark.isEmpty || mark.count == 1 && span[mark.lowerBound] == 48)
            case .skip: break
            }
            if let fault { return Refusal(Self.place(role), fault) }
        }
        if rounded { roundedCount += 1 }
        return nil
    }

    /// The fields of a line without their quotes, as text: for headers.
    mutating func texts(_ bytes: borrowing Span<UInt8>, _ start: Int, _ end: Int) -> [String] {
        guard split(bytes, start, end) else { return [] }
        var from = 0
        return fieldEnds.map { end in
            defer { from = end }
            return String(decoding: fields[Self.trimmed(fields.span, from..<end)], as: UTF8.self)
        }
    }

    /// Cuts the line into fields; false if a quote isn't closed before the delimiter or the line's end.
    private mutating func split(_ bytes: borrowing Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        fields.removeAll(keepingCapacity: true)
        fieldEnds.removeAll(keepingCapacity: true)
        var at = start
        while true {
            if at < end && bytes[at] == 34 {
                at += 1
                while true {
                    guard at < end else { return false }
                    if bytes[at] == 34 {
                        guard at + 1 < end, bytes[at + 1] == 34 else { break }
                        at += 1
                    }
                    fields.append(bytes[at])
                    at += 1
                }
                at += 1
                guard at == end || bytes[at] == delimiter else { return false }
            } else {
                while at < end && bytes[at] != delimiter {
                    fields.append(bytes[at])
                    at += 1
                }
            }
            fieldEnds.append(fields.count)
            if at == end { return true }
            at += 1
        }
    }

    private static func place(_ role: ColumnRole) -> Refusal.Place {
        switch role {
        case .time: .time
        case .price: .price
        case .size: .size
        case .side: .side
        case .flag: .flag
        case .skip: .line
        }
    }

    private static func trimmed(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, bytes[start] == 32 || bytes[start] == 9 { start += 1 }
        while end > start, bytes[end - 1] == 32 || bytes[end - 1] == 9 { end -= 1 }
        return start..<end
    }

    private static func sideWord(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> UInt64? {
        let range = trimmed(bytes, range)
        if range.count == 1, let side = side(bytes[range.lowerBound]) { return side }
        var word = ""
        for index in range.prefix(8) { word.unicodeScalars.append(Unicode.Scalar(bytes[index] | 0x20)) }
        switch word {
        case "buy", "bid", "1", "+1": return 1
        case "sell", "ask", "-1": return 2
        case "", "0", "none", "unknown": return 0
        default: return nil
        }
    }
}
