import OperatorKit

/// How much equity a position needs.
struct MarginRule {
    private let initial: Double
    private let maintenance: Double
    /// Whether the numbers are parts of the value held rather than amounts per contract.
    private let isRate: Bool

    /// What the arguments of a venue say: `margin`, or the instrument's own where there is a capital; nil for none.
    init?(_ arguments: VenueArguments) throws(OperatorError) {
        if let tree = arguments.margin {
            try self.init(tree)
            return
        }
        guard arguments.capital > 0, arguments.marginInitial > 0 || arguments.marginMaintenance > 0 else {
            return nil
        }
        guard arguments.marginMaintenance <= arguments.marginInitial else {
            throw OperatorError(
                "the maintenance margin is at most the initial one", argument: "margin_maintenance",
                help: "margin_maintenance: \(arguments.marginInitial)")
        }
        self.init(initial: arguments.marginInitial, maintenance: arguments.marginMaintenance)
    }

    private init(initial: Double, maintenance: Double) {
        self.initial = initial
        self.maintenance = maintenance
        isRate = false
    }

    /// Reads `margin`: `{initial: 9000, maintenance: 8200}` per contract, or rates of the value held.
    init(_ value: ArgumentValue) throws(OperatorError) {
        let reader = TreeReader("margin", value)
        let keys = try reader.keys(
            among: ["initial", "maintenance", "initial_rate", "maintenance_rate"])
        isRate = keys.contains("initial_rate") || keys.contains("maintenance_rate")
        if isRate, keys.contains("initial") || keys.contains("maintenance") {
            throw reader.complaint("margin is per contract or a rate, not both")
        }
        let suffix = isRate ? "_rate" : ""
        let range = isRate ? 0...10 : 0...1e12
        initial = try reader.real("initial" + suffix, in: range)
        maintenance = try reader.real("maintenance" + suffix, in: range)
        if maintenance > initial {
            throw reader.complaint("the maintenance margin is at most the initial one")
        }
    }

    /// Equity that it takes to open `contracts`, each worth `value`.
    func toOpen(_ contracts: Double, worth value: Double) -> Double {
        abs(contracts) * initial * (isRate ? abs(value) : 1)
    }

    /// Equity below which `contracts`, each worth `value`, are closed by the venue.
    func toKeep(_ contracts: Double, worth value: Double) -> Double {
        abs(contracts) * maintenance * (isRate ? abs(value) : 1)
    }
}
