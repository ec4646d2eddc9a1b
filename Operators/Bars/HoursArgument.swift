import OperatorKit
import ReferenceData

/// Reads the argument `hours`: trading hours as a pipeline writes them.
struct HoursArgument {
    static let doc =
        "trading hours of your own, in place of `calendar`: {zone, sunday…saturday or weekdays, holidays, "
        + "early_closes, late_opens}"

    private static let days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
    private static let keys =
        days + ["weekdays", "zone", "holidays", "early_closes", "late_opens"]
    private static let example = "monday: [09:00-11:30, 12:30-15:00]"

    private var zone = "UTC"
    private var week = [[TradingHours.Span]](repeating: [], count: 7)
    private var holidays: [CivilDate] = []
    private var earlyCloses: [CivilDate: Int] = [:]
    private var lateOpens: [CivilDate: Int] = [:]

    /// The table that `value` writes.
    static func hours(_ value: ArgumentValue) throws(OperatorError) -> TradingHours {
        guard case .table(let entries) = value.kind else {
            throw error("`hours` is a mapping of days to hours", value, help: example)
        }
        var argument = HoursArgument()
        for entry in entries { try argument.read(entry.key, entry.value) }
        do {
            return try TradingHours(
                zone: argument.zone, week: argument.week, holidays: argument.holidays,
                earlyCloses: argument.earlyCloses, lateOpens: argument.lateOpens)
        } catch {
            throw self.error(error.description, value, help: example)
        }
    }

    private mutating func read(_ key: String, _ value: ArgumentValue) throws(OperatorError) {
        switch key {
        case "zone": zone = try Self.text(value)
        case "weekdays":
            let hours = try Self.spans(value)
            for day in 1...5 { week[day] = hours }
        case "holidays":
            for item in Self.items(value) { holidays.append(try Self.day(try Self.text(item), item)) }
        case "early_closes": earlyCloses = try Self.times(value)
        case "late_opens": lateOpens = try Self.times(value)
        default:
            guard let day = Self.days.firstIndex(of: key) else {
                let near = nearName(to: key, among: Self.keys).map { "did you mean '\($0)'? " } ?? ""
                throw Self.error(
                    "'\(key)' is none of the keys of `hours`", value,
                    help: near + "there are: \(Self.keys.joined(separator: ", "))")
            }
            week[day] = try Self.spans(value)
        }
    }

    private static func items(_ value: ArgumentValue) -> [ArgumentValue] {
        switch value.kind {
        case .list(let items): items
        case .null: []
        default: [value]
        }
    }

    private static func spans(_ value: ArgumentValue) throws(OperatorError) -> [TradingHours.Span] {
        var spans: [TradingHours.Span] = []
        for item in items(value) {
            let text = try self.text(item)
            let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(clock)
            guard ends.count == 2, let open = ends[0], let close = ends[1], open < close else {
                throw error(
                    "'\(text)' isn't hours written 09:30-16:00, within a day", item,
                    help:
                        "what goes on at midnight is written as two: 18:00-24:00 and 00:00-17:00 of the next")
            }
            spans.append(TradingHours.Span(open: open, close: close))
        }
        return spans
    }

    private static func times(_ value: ArgumentValue) throws(OperatorError) -> [CivilDate: Int] {
        guard case .table(let entries) = value.kind else {
            throw error("this is a mapping of days to times of day", value, help: "{2024-12-24: 13:00}")
        }
        var times: [CivilDate: Int] = [:]
        for entry in entries {
            let text = try self.text(entry.value)
            guard let time = clock(Substring(text)) else {
                throw error("'\(text)' isn't a time of day written 13:00", entry.value, help: "13:00")
            }
            times[try day(entry.key, entry.value)] = time
        }
        return times
    }

    private static func text(_ value: ArgumentValue) throws(OperatorError) -> String {
        guard let text = value.text else { throw error("this is a text", value, help: example) }
        return text
    }

    private static func day(_ text: String, _ value: ArgumentValue) throws(OperatorError) -> CivilDate {
        guard let day = CivilDate(text: text) else {
            throw error("'\(text)' isn't a day written YYYY-MM-DD", value, help: "2024-12-25")
        }
        return day
    }

    /// Seconds of a time of day, `09:30` or `09:30:15`, to `24:00`.
    private static func clock(_ text: Substring) -> Int? {
        let trimmed = text.split(separator: " ")
        guard trimmed.count == 1 else { return nil }
        let parts = trimmed[0].split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), parts.allSatisfy({ $0.count == 2 }) else { return nil }
        let numbers = parts.compactMap { UInt8($0) }.map(Int.init)
        guard numbers.count == parts.count, numbers.dropFirst().allSatisfy({ $0 < 60 }) else { return nil }
        let second = numbers[0] * 3600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
        return second <= 86_400 ? second : nil
    }

    private static func error(_ message: String, _ value: ArgumentValue, help: String) -> OperatorError {
        OperatorError(message, argument: "hours", help: help, origin: value.origin)
    }
}
