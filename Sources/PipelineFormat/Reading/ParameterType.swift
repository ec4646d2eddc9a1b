/// The type of a parameter, told by its default.
enum ParameterType: String {
    case truth = "true or false"
    case integer = "an integer"
    case real = "a number"
    case duration = "a duration"
    case size = "a size in bytes"
    case text = "a text"
    case list = "a list"
    case mapping = "a mapping"
    case any = "any value"

    /// The type that a default gives; null gives none.
    init(of value: YAMLValue) {
        switch value.kind {
        case .null: self = .any
        case .bool: self = .truth
        case .integer: self = .integer
        case .real: self = .real
        case .sequence: self = .list
        case .mapping: self = .mapping
        case .string(let text):
            self =
                if Units.nanoseconds(text) != nil {
                    .duration
                } else if Units.percentage(text) != nil {
                    .real
                } else if Units.count(text) != nil {
                    .integer
                } else if Units.bytes(text) != nil { .size } else { .text }
        }
    }

    /// Whether a value may stand for a default of this type.
    func accepts(_ value: YAMLValue) -> Bool {
        switch (self, value.kind) {
        case (.any, _), (.truth, .bool), (.list, .sequence), (.mapping, .mapping), (.text, .string): true
        case (.integer, .integer), (.real, .integer), (.real, .real): true
        case (.integer, .string), (.real, .string), (.duration, .string), (.size, .string):
            magnitude(value) != nil
        default: false
        }
    }

    /// The number that a value of this type means, for ranges; nil for types without an order.
    func magnitude(_ value: YAMLValue) -> Double? {
        switch (self, value.kind) {
        case (.integer, .integer(let number)), (.real, .integer(let number)): Double(number)
        case (.real, .real(let number)): number
        case (.integer, .string(let text)): Units.count(text).map(Double.init)
        case (.real, .string(let text)): Units.percentage(text) ?? Units.count(text).map(Double.init)
        case (.duration, .string(let text)): Units.nanoseconds(text).map(Double.init)
        case (.size, .string(let text)): Units.bytes(text).map(Double.init)
        default: nil
        }
    }

    /// Whether values of this type have an order, so that a range makes sense.
    var isOrdered: Bool {
        switch self {
        case .integer, .real, .duration, .size: true
        case .truth, .text, .list, .mapping, .any: false
        }
    }
}
