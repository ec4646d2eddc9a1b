import MarketModel
import OperatorKit
import ReferenceData

/// The factors in force, found by time; time must not go back.
struct AdjustmentSteps {
    /// The day whose shares prices are told in.
    private enum Base { case last, first, day(CivilDate) }

    /// What holds until an instant.
    private struct Step {
        /// ns since 1970 UTC, exclusive.
        var until: Int64
        var price: Double
        var quantity: Double
    }

    private let settings: AdjustmentSettings
    private let base: Base
    private var steps: [Step] = []
    private var cursor = 0
    private var needsBase: Bool
    private var names: MapFile?
    /// First instant of the stock's life, and the end of its last day.
    private var life = Int64.min..<Int64.max
    private var seen: (first: Int64, last: Int64)?
    /// What came outside the stock's life.
    private(set) var outside = 0
    /// What had no price after adjustment.
    private(set) var unpriced = 0
    private(set) var adjusted = 0

    init(_ settings: AdjustmentSettings) throws(OperatorError) {
        self.settings = settings
        switch settings.asOf {
        case "last": base = .last
        case "first": base = .first
        default:
            guard let day = CivilDate(text: settings.asOf) else {
                throw OperatorError(
                    "'\(settings.asOf)' is neither last nor first nor a day", argument: "as_of",
                    help: "as_of: 2014-06-09")
            }
            base = .day(day)
        }
        needsBase = settings.asOf == "first"
    }

    /// Reads the files.
    mutating func open() throws(OperatorError) {
        let zone: TimeZoneTable
        do { zone = try TimeZoneTable(named: "America/New_York") } catch {
            throw OperatorError(error.description, help: "install the system's time zones (tzdata)")
        }
        let file: FactorFile
        do { file = try FactorFile(path: settings.factors) } catch {
            throw OperatorError(
                error.description, argument: "factors",
                help: "give a factor file: rows of day, price factor, split factor, close")
        }
        steps = file.rows.map { row in
            Step(
                until: Self.midnight(after: row.until, zone), price: factor(row.priceFactor, row.splitFactor),
                quantity: settings.mode == .raw ? 1 : 1 / row.splitFactor)
        }
        steps.append(Step(until: .max, price: 1, quantity: 1))
        if case .day(let day) = base {
            let (price, split) = file.factors(on: day)
            rebase(price: factor(price, split), quantity: settings.mode == .raw ? 1 : 1 / split)
        }
        guard !settings.names.isEmpty else { return }
        do {
            let names = try MapFile(path: settings.names)
            let first = CivilDate(daysSinceEpoch: names.life.lowerBound.daysSinceEpoch - 1)
            life = Self.midnight(after: first, zone)..<Self.midnight(after: names.life.upperBound, zone)
            self.names = names
        } catch {
            throw OperatorError(
                error.description, argument: "names", help: "give a map file: rows of day, name, exchange")
        }
    }

    /// Goes to the factors in force at an instant; false where the stock did not trade then.
    @inline(__always)
    mutating func advance(to time: Int64) -> Bool {
        guard life.contains(time) else {
            outside += 1
            return false
        }
        while time >= steps[cursor].until, cursor < steps.count - 1 { cursor += 1 }
        if needsBase {
            rebase(price: steps[cursor].price, quantity: steps[cursor].quantity)
            needsBase = false
        }
        if steps[cursor].price != 1 { adjusted += 1 }
        seen = (seen?.first ?? time, time)
        return true
    }

    /// What prices are multiplied by.
    var price: Double { steps[cursor].price }
    /// What quantities are multiplied by.
    var quantity: Double { steps[cursor].quantity }

    /// Counts an event whose adjusted price can't be told.
    mutating func countUnpriced() { unpriced += 1 }

    func report(into report: inout NodeReport) {
        report.metric("adjusted", Double(adjusted), unit: "events whose price changed", headline: false)
        report.metric(
            "dropped_outside_life", Double(outside), unit: "events", headline: outside > 0)
        report.metric(
            "dropped_out_of_range", Double(unpriced), unit: "events", headline: unpriced > 0)
        guard let names, let seen, let zone = try? TimeZoneTable(named: "America/New_York") else { return }
        var rows: [[String]] = []
        for row in names.rows {
            let end = Self.midnight(after: row.until, zone)
            guard end > seen.first else { continue }
            rows.append([row.name, "\(row.until)", row.exchange])
            if end > seen.last { break }
        }
        report.tables.append(
            NodeReport.Table(name: "names", columns: ["name", "until", "exchange"], rows: rows))
    }

    private func factor(_ price: Double, _ split: Double) -> Double {
        switch settings.mode {
        case .splits: split
        case .total: split * price
        case .raw: 1
        }
    }

    /// Tells prices in the shares of the day that has these factors.
    private mutating func rebase(price: Double, quantity: Double) {
        for index in steps.indices {
            steps[index].price /= price
            steps[index].quantity /= quantity
        }
    }

    /// The end of a day in New York, ns since 1970 UTC; the end of time for days beyond 2261.
    private static func midnight(after day: CivilDate, _ zone: TimeZoneTable) -> Int64 {
        guard day.year <= 2261 else { return .max }
        guard day.year >= 1678 else { return .min }
        return Int64(zone.utc(fromLocal: (day.daysSinceEpoch + 1) * 86_400)) * 1_000_000_000
    }
}
