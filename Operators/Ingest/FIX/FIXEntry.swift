import MarketModel

/// One entry of a market data message.
struct FIXEntry {
    /// MDUpdateAction (279); `0`, new, in a snapshot.
    var action = UInt8(ascii: "0")
    /// MDEntryType (269).
    var type: UInt8 = 0
    var price: Price?
    var size: Double?
    /// MDEntryID (278) as a number, or its hash.
    var identity: UInt64?
    var aggressor = Trade.Side.unknown
    /// With the entry's own time, where that is asked for.
    var header: EventHeader
    /// A number that is there and can't be read.
    var isMalformed = false

    init(
        _ fields: FIXFields, _ bytes: Span<UInt8>, _ range: Range<Int>, _ header: EventHeader,
        usesOwnTime: Bool
    ) {
        self.header = header
        var date: Int64?
        var time: Int64?
        for index in range {
            switch fields.tag(index) {
            case 279: action = fields.letter(bytes, index)
            case 269: type = fields.letter(bytes, index)
            case 270:
                price = FIXNumber.price(fields, bytes, index)
                isMalformed = isMalformed || price == nil
            case 271:
                size = FIXNumber.size(fields, bytes, index)
                isMalformed = isMalformed || size == nil
            case 278: identity = FIXNumber.identity(fields, bytes, index)
            case 2446, 5797:
                let letter = fields.letter(bytes, index)
                aggressor = letter == 49 ? .buy : letter == 50 ? .sell : .unknown
            case 272: date = FIXTime.date(bytes, fields.value(index))
            case 273: time = FIXTime.timeOfDay(bytes, fields.value(index))
            default: break
            }
        }
        guard usesOwnTime, let time else { return }
        let day: Int64 = 86_400_000_000_000
        self.header.time = (date ?? header.time - header.time % day) + time
    }
}

/// Numbers of fields.
enum FIXNumber {
    /// An exact price; nil where it is absent or no number.
    static func price(_ fields: FIXFields, _ bytes: Span<UInt8>, _ index: Int?) -> Price? {
        guard let index else { return nil }
        let range = fields.value(index)
        var at = range.lowerBound
        if let raw = Decimals.quickFixed(bytes, &at, range.upperBound, 0, exponent: 9) {
            return Price(raw: raw)
        }
        let outcome = Decimals.fixed(bytes, range, exponent: 9)
        return outcome.fault == nil ? Price(raw: outcome.value) : nil
    }

    /// A quantity; nil where it is absent or no number.
    static func size(_ fields: FIXFields, _ bytes: Span<UInt8>, _ index: Int?) -> Double? {
        guard let index else { return nil }
        let range = fields.value(index)
        var at = range.lowerBound
        if let value = Decimals.quickDouble(bytes, &at, range.upperBound, 0) { return value }
        let outcome = Decimals.double(bytes, range)
        return outcome.fault == nil ? outcome.value : nil
    }

    /// The number that a name is: its own value if it is one of at most 18 digits without a leading zero, else
    /// its FNV-1a hash with the highest bit set.
    static func identity(_ fields: FIXFields, _ bytes: Span<UInt8>, _ index: Int) -> UInt64 {
        let range = fields.value(index)
        var number: UInt64 = 0
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var isNumber = (1...18).contains(range.count) && bytes[range.lowerBound] != 48
        for at in range {
            let digit = bytes[at] &- 48
            isNumber = isNumber && digit <= 9
            number = number &* 10 &+ UInt64(digit)
            hash = (hash ^ UInt64(bytes[at])) &* 0x100_0000_01B3
        }
        return isNumber ? number : hash | 1 << 63
    }
}
