/// Turns the bytes of a line into numbers, column by column.
///
/// `quick` takes plain rows in one pass and gives up on anything unusual (quotes, blanks, signs, exponents,
/// too many decimals); `careful` reads everything and says what is wrong. Where `quick` answers, `careful`
/// answers the same.
struct RowParser {
    /// How the columns lie.
    struct Layout: Sendable {
        /// What each column holds, up to the last that matters.
        var roles: [ColumnRole]
        var delimiter: UInt8 = 44
        /// Prices are times 10^this in raw units: 9, or less where the file scales them up.
        var priceExponent = 9
        /// Whether an empty price or size is 0, as of a quote's side that isn't there.
        var allowsEmpty = false
    }

    private let layout: Layout
    private var time: TimeRule
    /// Rows with digits beyond the unit rounded away.
    private(set) var roundedCount = 0
    /// The unquoted fields of the current line, one after another, and where each ends.
    private(set) var fields: [UInt8] = []
    private var fieldEnds: [Int] = []

    init(_ layout: Layout, time: TimeRule) {
        self.layout = layout
        self.time = time
    }

    /// Times within a leap second.
    var leapSecondCount: Int { time.leapSecondCount }

    /// A UTC time moved by a length of local time: days keep the time of day over a change of the clocks.
    mutating func moved(_ utc: Int64, by length: Int64) -> Int64 { time.moved(utc, by: length) }

    /// Reads a plain row; false if it takes care to read it.
    @inline(__always)
    mutating func quick(
        _ bytes: borrowing Span<UInt8>, _ start: Int, _ end: Int, into row: inout RowFields
    ) -> Bool {
        let delimiter = layout.delimiter
        var at = start
        var column = 0
        let last = layout.roles.count &- 1
        while true {
            let role = layout.roles[column]
            switch role.kind {
            case .price:
                guard
                    let price = Decimals.quickFixed(
                        bytes, &at, end, delimiter, exponent: layout.priceExponent)
                else { return false }
                row.prices[Int(role.slot)] = price
            case .time:
                guard let value = time.quick(bytes, &at, end, delimiter) else { return false }
                row.time = value
            case .size:
                guard let size = Decimals.quickDouble(bytes, &at, end, delimiter) else { return false }
                row.sizes[Int(role.slot)] = size
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
            case .exchange:
                guard let name = Self.name(bytes, &at, end, delimiter) else { return false }
                row.exchange = name
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

    /// A name up to the next delimiter; nil where blanks or quotes have to go first.
    @inline(__always)
    private static func name(
        _ bytes: borrowing Span<UInt8>, _ at: inout Int, _ end: Int, _ delimiter: UInt8
    ) -> UInt64? {
        var name: UInt64 = 0
        while at < end && bytes[at] != delimiter {
            if bytes[at] <= 34 { return nil }
            name = name << 8 | UInt64(bytes[at])
            at &+= 1
        }
        return name
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
        row.exchange = 0
        var rounded = false
        for (column, role) in layout.roles.enumerated() where role.kind != .skip {
            guard column < ends.count else {
                // A row may end before its flag: Lean's older files have none.
                if role.kind == .flag { continue }
                return Refusal(Self.place(role), .absent)
            }
            let field = (column == 0 ? 0 : ends[column - 1])..<ends[column]
            var fault: Refusal.Fault?
            switch role.kind {
            case .time:
                let outcome = time.careful(span, field)
                row.time = outcome.value
                rounded = rounded || outcome.isRounded
                fault = outcome.fault
            case .price:
                let outcome = Decimals.fixed(span, field, exponent: layout.priceExponent)
                row.prices[Int(role.slot)] = outcome.value
                rounded = rounded || outcome.isRounded
                fault = outcome.fault
            case .size:
                let outcome = Decimals.double(span, field)
                row.sizes[Int(role.slot)] = outcome.value
                fault = outcome.fault
            case .side:
                if let side = Self.sideWord(span, field) { row.side = side } else { fault = .malformed }
            case .flag:
                let mark = Self.trimmed(span, field)
                row.isSuspicious = !(mark.isEmpty || mark.count == 1 && span[mark.lowerBound] == 48)
            case .exchange:
                for index in Self.trimmed(span, field) {
                    row.exchange = row.exchange << 8 | UInt64(span[index])
                }
            case .skip: break
            }
            if fault == .empty && layout.allowsEmpty && role.kind != .time { fault = nil }
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
    mutating func split(_ bytes: borrowing Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
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
                guard at == end || bytes[at] == layout.delimiter else { return false }
            } else {
                while at < end && bytes[at] != layout.delimiter {
                    fields.append(bytes[at])
                    at += 1
                }
            }
            fieldEnds.append(fields.count)
            if at == end { return true }
            at += 1
        }
    }

    /// Where field `number` of the line that was split last lies in `fields`; nil if the line ends before it.
    func field(_ number: Int) -> Range<Int>? {
        guard number < fieldEnds.count else { return nil }
        return (number == 0 ? 0 : fieldEnds[number - 1])..<fieldEnds[number]
    }

    private static func place(_ role: ColumnRole) -> Refusal.Place {
        switch role.kind {
        case .time: .time
        case .price: .price
        case .size: .size
        case .side: .side
        case .flag: .flag
        case .exchange: .exchange
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
