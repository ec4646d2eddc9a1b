import OperatorKit
import ReferenceData

extension GridSettings {
    /// The calendar that the arguments alone give; nil where there is none, or a file holds it.
    func writtenCalendar() throws(OperatorError) -> SessionCalendar? {
        if let hours {
            guard calendar.isEmpty, marketHours.isEmpty else {
                throw OperatorError(
                    "`hours` are in place of a calendar, not beside it", argument: "hours",
                    help: "leave out `hours`, or `calendar` and `market_hours`")
            }
            return try Self.calendar(of: try HoursArgument.hours(hours), argument: "hours")
        }
        guard marketHours.isEmpty else {
            if calendar.isEmpty {
                throw OperatorError(
                    "`market_hours` has hundreds of markets, and `calendar` names none",
                    argument: "market_hours", help: "calendar: Future-cme-ES")
            }
            return nil
        }
        guard !calendar.isEmpty else { return nil }
        do {
            return try SessionCalendar(named: calendar)
        } catch {
            let near = nearName(to: calendar, among: SessionCalendar.names)
            throw OperatorError(
                error.description, argument: "calendar", help: "calendar: \(near ?? "24/7")")
        }
    }

    /// The calendar that a file holds; nil where no file is named.
    func readCalendar() throws(OperatorError) -> SessionCalendar? {
        guard !marketHours.isEmpty else { return nil }
        let hours: TradingHours
        do {
            hours = try TradingHours(marketHours: marketHours, key: calendar, extended: extended)
        } catch {
            throw OperatorError(
                error.description, argument: "market_hours",
                help: "keys are written as Future-cme-ES, Equity-usa-SPY or Forex-oanda-EURUSD")
        }
        return try Self.calendar(of: hours, argument: "market_hours")
    }

    private static func calendar(
        of hours: TradingHours, argument: String
    ) throws(OperatorError) -> SessionCalendar {
        do {
            return try SessionCalendar(hours)
        } catch {
            throw OperatorError(error.description, argument: argument, help: "zone: America/New_York")
        }
    }
}
