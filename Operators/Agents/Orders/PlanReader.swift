import MarketModel
import OperatorKit

/// The entries of one request, with errors that say where.
struct PlanFields {
    let item: ArgumentValue

    init(_ item: ArgumentValue) { self.item = item }

    /// Throws for what is no mapping, or has other keys.
    func check(_ keys: [String]) throws(OperatorError) {
        guard case .table(let entries) = item.kind else {
            throw OperatorError(
                " is not a mapping", help: "{at: 30m, quantity: 100}", origin: item.origin)
        }
        for (key, value) in entries where !keys.contains(key) {
            let near = nearName(to: key, among: keys).map { "did you mean '\($0)'? " } ?? ""
            throw OperatorError(
                " has an unknown key '\(key)'", help: near + "keys: \(keys.joined(separator: ", "))",
                origin: value.origin)
        }
    }

    func moment(_ key: String) throws(OperatorError) -> Moment? {
        guard let value = item[key] else { return nil }
        guard let text = value.text, let moment = Moment(text) else {
            throw OperatorError(
                ": \(key) is neither a UTC time nor a length", help: "\(key): 2013-10-07T14:30:00Z, or 30m",
                origin: value.origin)
        }
        return moment
    }

    /// A finite number; 0 where there is none.
    func number(_ key: String, isRequired: Bool = false) throws(OperatorError) -> Double {
        guard let value = item[key] else {
            guard !isRequired else {
                throw OperatorError(" has no \(key)", help: "\(key): 100", origin: item.origin)
            }
            return 0
        }
        guard let number = value.number, number.isFinite, abs(number) <= 1e15 else {
            throw OperatorError(": \(key) is not a number within ±1e15", origin: value.origin)
        }
        return number
    }

    /// A price; raw 0 where there is none.
    func price(_ key: String, isRequired: Bool = false) throws(OperatorError) -> Price {
        let number = try number(key, isRequired: isRequired)
        guard abs(number) <= 9e9 else {
            throw OperatorError(
                ": \(key) is not a price within ±9e9", origin: item[key]?.origin ?? item.origin)
        }
        return Price(number)
    }

    func flag(_ key: String) throws(OperatorError) -> Bool {
        guard let value = item[key] else { return false }
        guard case .flag(let flag) = value.kind else {
            throw OperatorError(": \(key) is neither true nor false", origin: value.origin)
        }
        return flag
    }

    func word<Value>(_ key: String, among words: [(String, Value)]) throws(OperatorError) -> Value? {
        guard let value = item[key] else { return nil }
        let text = value.text ?? ""
        guard let found = words.first(where: { $0.0 == text }) else {
            let names = words.map(\.0)
            let near = nearName(to: text, among: names).map { "did you mean '\($0)'? " } ?? ""
            throw OperatorError(
                ": \(key) has no '\(text)'", help: near + names.joined(separator: ", "), origin: value.origin)
        }
        return found.1
    }
}
