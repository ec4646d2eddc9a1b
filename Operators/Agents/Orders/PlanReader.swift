import MarketModel
import OperatorKit

/// The entries of one request; what is wrong with them is kept, and reading goes on.
struct PlanReader {
    let item: ArgumentValue
    private(set) var mistakes: [OperatorError] = []

    init(_ item: ArgumentValue) { self.item = item }

    mutating func complain(_ message: String, help: String? = nil, at value: ArgumentValue? = nil) {
        mistakes.append(OperatorError(message, help: help, origin: (value ?? item).origin))
    }

    /// Whether it is a mapping; other keys than these are mistakes.
    mutating func check(_ keys: [String]) -> Bool {
        guard case .table(let entries) = item.kind else {
            complain(" is not a mapping", help: "{at: 30m, quantity: 100}")
            return false
        }
        for (key, value) in entries where !keys.contains(key) {
            let near = nearName(to: key, among: keys).map { "did you mean '\($0)'? " } ?? ""
            complain(
                " has an unknown key '\(key)'", help: near + "keys: \(keys.joined(separator: ", "))",
                at: value)
        }
        return true
    }

    /// A time; nil where there is none, or it is a mistake.
    mutating func moment(_ key: String) -> Moment? {
        guard let value = item[key] else { return nil }
        guard let text = value.text, let moment = Moment(text) else {
            complain(
                ": \(key) is neither a UTC time nor a length", help: "\(key): 2013-10-07T14:30:00Z, or 30m",
                at: value)
            return nil
        }
        return moment
    }

    /// A finite number; 0 where there is none.
    mutating func number(_ key: String, isRequired: Bool = false) -> Double {
        guard let value = item[key] else {
            if isRequired { complain(" has no \(key)", help: "\(key): 100") }
            return 0
        }
        guard let number = value.number, number.isFinite, abs(number) <= 1e15 else {
            complain(": \(key) is not a number within ±1e15", at: value)
            return 0
        }
        return number
    }

    /// A price; raw 0 where there is none.
    mutating func price(_ key: String, isRequired: Bool = false) -> Price {
        let number = number(key, isRequired: isRequired)
        guard abs(number) <= 9e9 else {
            complain(": \(key) is not a price within ±9e9", at: item[key])
            return Price(raw: 0)
        }
        return Price(number)
    }

    mutating func flag(_ key: String) -> Bool {
        guard let value = item[key] else { return false }
        guard case .flag(let flag) = value.kind else {
            complain(": \(key) is neither true nor false", at: value)
            return false
        }
        return flag
    }

    mutating func word<Value>(_ key: String, among words: [(String, Value)]) -> Value? {
        guard let value = item[key] else { return nil }
        let text = value.text ?? ""
        guard let found = words.first(where: { $0.0 == text }) else {
            let names = words.map(\.0)
            let near = nearName(to: text, among: names).map { "did you mean '\($0)'? " } ?? ""
            complain(": \(key) has no '\(text)'", help: near + names.joined(separator: ", "), at: value)
            return nil
        }
        return found.1
    }
}
