import MarketModel
import OperatorKit
import ReferenceData

extension Performance {
    /// The names of the marks' instruments, checked; none for one instrument without a name.
    static func names(_ given: [String], _ context: NodeContext) throws(OperatorError) -> [Symbol] {
        for port in ["marks", "market"] {
            let count = context.inputs.count { $0.port == port }
            let known = max(1, given.count)
            guard count > known || (port == "marks" && count > 0 && count != known) else { continue }
            throw OperatorError(
                "\(port) has \(count) inputs, and instruments names \(given.count)", argument: "instruments",
                help: "name them in the order of `\(port)`, as instruments: [ES, NQ]")
        }
        var names: [Symbol] = []
        for text in given {
            guard let name = Symbol(text), name != .none, !names.contains(name) else {
                throw OperatorError(
                    "'\(text)' is empty, given twice or longer than \(Symbol.capacity) bytes",
                    argument: "instruments", help: "give each instrument once, by the name that fills carry")
            }
            names.append(name)
        }
        return names
    }

    static func calendar(named name: String) throws(OperatorError) -> SessionCalendar? {
        guard !name.isEmpty else { return nil }
        do {
            return try SessionCalendar(named: name)
        } catch {
            let near = nearName(to: name, among: SessionCalendar.names)
            throw OperatorError(
                error.description, argument: "calendar", help: "calendar: \(near ?? "24/7")")
        }
    }
}
