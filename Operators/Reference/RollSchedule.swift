import MarketModel
import OperatorKit
import ReferenceData

/// What is known beforehand of each contract's turn.
struct RollSchedule {
    /// One contract.
    struct Turn {
        /// The last trading day on which it can be current, in days since 1970; `.max` for no end.
        var lastDay = Int.max
        /// What is added to its price before `ratio`: only backward, by `adjust: difference`.
        var difference: Int64 = 0
        /// What its price is multiplied by: only backward, by `adjust: ratio`.
        var ratio = 1.0
    }

    private(set) var turns: [Turn]

    private let settings: ContinuousSettings
    private let expiries: [CivilDate]

    /// Checks all that can be checked without a file.
    init(_ settings: ContinuousSettings, contracts: Int) throws(OperatorError) {
        self.settings = settings
        turns = Array(repeating: Turn(), count: contracts)
        expiries = try Self.expiries(settings, contracts: contracts)
        if settings.roll == .map, settings.map.isEmpty {
            throw OperatorError(
                "`roll: map` needs the map file of the future", argument: "map",
                help: "map: data/future/cme/map_files/es.csv")
        }
        guard settings.direction == .backward, settings.adjust != .none else { return }
        guard !settings.factors.isEmpty else {
            throw OperatorError(
                "the prices before a roll can't be moved in a stream: they have gone when the gap is known",
                argument: "direction",
                help:
                    "direction: forward, or give the gaps beforehand: `factors` with a factor file of Lean's")
        }
        guard settings.roll == .map else {
            throw OperatorError(
                "the gaps of a factor file belong to the rolls of its map file, not to `roll: "
                    + "\(settings.roll.rawValue)`", argument: "roll", help: "roll: map, with the `map` file")
        }
    }

    private static func expiries(
        _ settings: ContinuousSettings, contracts: Int
    ) throws(OperatorError) -> [CivilDate] {
        if settings.expiries.isEmpty, settings.roll == .volume { return [] }
        guard settings.expiries.count == contracts else {
            throw OperatorError(
                "\(contracts) contracts are connected, and \(settings.expiries.count) expiries are given",
                argument: "expiries",
                help: "give the last trading day of each, in the order of `from`: [2013-12-20, 2014-03-21]")
        }
        var days: [CivilDate] = []
        for text in settings.expiries {
            guard let day = CivilDate(text: text) else {
                throw OperatorError(
                    "'\(text)' isn't a day", argument: "expiries", help: "write it as 2013-12-20")
            }
            if let last = days.last, last >= day {
                throw OperatorError(
                    "the expiry \(day) does not come after \(last)", argument: "expiries",
                    help: "list the contracts by expiry, the first to expire first")
            }
            days.append(day)
        }
        return days
    }

    /// Works out the turns, with what the files say.
    mutating func open(_ calendar: SessionCalendar) throws(OperatorError) {
        switch settings.roll {
        case .calendar:
            for index in expiries.indices {
                turns[index].lastDay = Self.day(settings.days, sessionsBefore: expiries[index], calendar)
            }
        case .volume:
            for index in expiries.indices { turns[index].lastDay = expiries[index].daysSinceEpoch }
        case .map: try readMap()
        }
        // Nothing follows the last one.
        turns[turns.count - 1].lastDay = .max
    }

    private static func day(
        _ count: Int, sessionsBefore expiry: CivilDate, _ calendar: SessionCalendar
    ) -> Int {
        var day = expiry.daysSinceEpoch
        var left = count
        // No market rests for two months; where the calendar ends, the days are counted as they are.
        let bound = day - 3 * count - 60
        while left > 0, day > bound {
            day -= 1
            if calendar.session(on: CivilDate(daysSinceEpoch: day)) != nil { left -= 1 }
        }
        return day
    }

    private mutating func readMap() throws(OperatorError) {
        let contracts: [(until: CivilDate, expiry: CivilDate)]
        do { contracts = try MapFile(path: settings.map).contracts(by: settings.mapping) } catch {
            throw OperatorError(
                error.description, argument: "map",
                help: "give a map file: rows of day, contract, exchange, mode")
        }
        let factors = try readFactors()
        for (index, expiry) in expiries.enumerated() {
            guard let row = contracts.last(where: { $0.expiry == expiry }) else {
                let near = contracts.min {
                    abs($0.expiry.daysSinceEpoch - expiry.daysSinceEpoch)
                        < abs($1.expiry.daysSinceEpoch - expiry.daysSinceEpoch)
                }
                throw OperatorError(
                    "by the rule \(settings.mapping.rawValue) of the map file no contract that expires on "
                        + "\(expiry) is ever current", argument: "expiries",
                    help: near.map { "the nearest that is expires on \($0.expiry)" }
                        ?? "the file has no contract by this rule")
            }
            turns[index].lastDay = row.until.daysSinceEpoch
            if index > 0, turns[index].lastDay <= turns[index - 1].lastDay {
                throw OperatorError(
                    "the map file ends the turn of \(expiry) no later than that of the contract before",
                    argument: "map", help: "leave that contract out")
            }
            guard let factors else { continue }
            guard let factor = factors.row(until: row.until, by: settings.mapping) else {
                throw OperatorError(
                    "the factor file has no row until \(row.until), the end of the turn of \(expiry)",
                    argument: "factors", help: "take the factor file that goes with the map file")
            }
            switch settings.adjust {
            case .none: break
            case .difference: turns[index].difference = Price(factor.difference).raw
            case .ratio: turns[index].ratio = factor.ratio
            }
        }
    }

    private func readFactors() throws(OperatorError) -> RollFactorFile? {
        guard settings.direction == .backward, settings.adjust != .none else { return nil }
        do { return try RollFactorFile(path: settings.factors) } catch {
            throw OperatorError(
                error.description, argument: "factors", help: "give the factor file of the future")
        }
    }
}
