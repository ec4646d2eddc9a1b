/// What a value of a JSON text should have been, by its place, as `nodes[3].op is no text`.
public struct JSONMisfit: Error, Sendable, Equatable {
    /// The sentence, with the value's place.
    public var reason: String

    /// Makes one.
    public init(reason: String) { self.reason = reason }
}

/// A value of a JSON text with its place, and checked ways to what is in it.
public struct JSONField: Sendable {
    /// The value.
    public let value: JSONValue
    /// Its place, as `nodes[3].op`; empty for the whole.
    public let place: String

    /// A value at a place.
    public init(_ value: JSONValue, at place: String = "") {
        self.value = value
        self.place = place
    }

    /// Says that the value is not what it should be, as `is no text`.
    public func misfit(_ what: String) -> JSONMisfit {
        JSONMisfit(reason: "`\(place.isEmpty ? "the whole" : place)` \(what)")
    }

    /// The value of a key, which must be there.
    public subscript(key: String) -> JSONField {
        get throws(JSONMisfit) {
            guard case .object(let entries) = value else { throw misfit("is no object") }
            let inner = place.isEmpty ? key : "\(place).\(key)"
            guard let entry = entries.first(where: { $0.key == key }) else {
                throw JSONMisfit(reason: "`\(inner)` is missing")
            }
            return JSONField(entry.value, at: inner)
        }
    }

    /// Nil for `null`.
    public var present: JSONField? {
        if case .null = value { return nil }
        return self
    }

    /// The items of a list.
    public var items: [JSONField] {
        get throws(JSONMisfit) {
            guard case .array(let values) = value else { throw misfit("is no list") }
            return values.enumerated().map { JSONField($1, at: "\(place)[\($0)]") }
        }
    }

    /// The entries of an object, in the order of the text.
    public var entries: [(key: String, value: JSONField)] {
        get throws(JSONMisfit) {
            guard case .object(let entries) = value else { throw misfit("is no object") }
            return entries.map { ($0.key, JSONField($0.value, at: "\(place).\($0.key)")) }
        }
    }

    /// A text.
    public var string: String {
        get throws(JSONMisfit) {
            guard case .string(let text) = value else { throw misfit("is no text") }
            return text
        }
    }

    /// A list of texts.
    public var strings: [String] {
        get throws(JSONMisfit) {
            try items.map { (item) throws(JSONMisfit) in try item.string }
        }
    }

    /// True or false.
    public var bool: Bool {
        get throws(JSONMisfit) {
            guard case .bool(let value) = value else { throw misfit("is neither true nor false") }
            return value
        }
    }

    /// A whole number of a range.
    public func integer(in range: ClosedRange<Int>) throws(JSONMisfit) -> Int {
        guard case .integer(let number) = value, range.contains(number) else {
            throw misfit("is no whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// How many of something; small enough that sums of a few don't overflow.
    public var count: Int {
        get throws(JSONMisfit) { try integer(in: 0...(1 << 56)) }
    }

    /// The same without a sign.
    public var unsignedCount: UInt64 {
        get throws(JSONMisfit) { UInt64(try count) }
    }

    /// Any number of 64 bits without a sign.
    public var unsigned: UInt64 {
        get throws(JSONMisfit) {
            switch value {
            case .integer(let number) where number >= 0: return UInt64(number)
            case .unsigned(let number): return number
            default: throw misfit("is no whole number of 64 bits")
            }
        }
    }

    /// A time in ns UTC, of a range whose differences don't overflow: the years 1824 to 2116.
    public var time: Int64 {
        get throws(JSONMisfit) { Int64(try integer(in: -(1 << 62)...(1 << 62) - 1)) }
    }

    /// A number, or one of the texts for what JSON has no number for.
    public var double: Double {
        get throws(JSONMisfit) {
            switch value {
            case .number(let number): return number
            case .integer(let number): return Double(number)
            case .unsigned(let number): return Double(number)
            case .string(let text):
                guard ["nan", "-nan", "inf", "-inf"].contains(text), let number = Double(text) else {
                    throw misfit("is no number")
                }
                return number
            default: throw misfit("is no number")
            }
        }
    }

    /// Each item as `body` reads it.
    public func map<Item>(_ body: (JSONField) throws(JSONMisfit) -> Item) throws(JSONMisfit) -> [Item] {
        var list: [Item] = []
        for item in try items { list.append(try body(item)) }
        return list
    }
}
