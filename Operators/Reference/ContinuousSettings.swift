import OperatorKit
import ReferenceData

/// The arguments of the continuous future, of trades or of bars.
struct ContinuousSettings: OperatorSettings {
    /// What decides which contract is current.
    enum Roll: String, CaseIterable, Sendable { case calendar, volume, map }
    /// How the gap at a roll is taken out.
    enum Adjustment: String, CaseIterable, Sendable { case none, difference, ratio }
    /// Which side of a roll is moved: the prices after it, or those before.
    enum Direction: String, CaseIterable, Sendable { case forward, backward }

    var expiries: [String] = []
    var roll = Roll.calendar
    var days = 5
    var calendar = "CMES"
    var map = ""
    var mapping = MapFile.Mapping.openInterest
    var factors = ""
    var adjust = Adjustment.difference
    var direction = Direction.forward

    static let parameters: [Parameter<ContinuousSettings>] = [
        .texts(
            "expiries", \.expiries,
            "last trading day of each contract as 2013-12-20, in the order of the inputs; `roll: volume` "
                + "can do without"),
        .choice("roll", \.roll, "what decides which contract is current"),
        .integer(
            "days", \.days, in: 0...250,
            "`roll: calendar`: the last day of a contract is so many trading days before its expiry",
            unit: "trading days"),
        .text(
            "calendar", \.calendar,
            "the sessions that are its trading days: \(SessionCalendar.names.joined(separator: ", "))"),
        .path("map", \.map, "`roll: map`: map file of the future, as Lean keeps it"),
        .choice("mapping", \.mapping, "`roll: map`: by which of the file's rules"),
        .path("factors", \.factors, "`direction: backward`: factor file of the future, as Lean keeps it"),
        .choice("adjust", \.adjust, "how the gap at a roll is taken out of the adjusted prices"),
        .choice(
            "direction", \.direction,
            "move the prices after a roll (needs no future) or those before it (needs `factors`)"
        ),
    ]
}
