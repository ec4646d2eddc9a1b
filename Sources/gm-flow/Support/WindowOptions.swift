import ArgumentParser
import RunReport

/// Which part of the tape a command runs on.
struct WindowOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Run on events from this time on, as 2024-01-02 or 2024-01-02T14:30, UTC.", valueName: "time"))
    var from: String?

    @Option(help: ArgumentHelp("Run on events before this time.", valueName: "time"))
    var to: String?

    /// The ends of what a record can hold: the years 1823 to 2116.
    private static let earliest: Int64 = -(1 << 62)
    private static let latest: Int64 = 1 << 62

    /// The first and the last instant that the options leave; nil for all.
    func range() throws -> ClosedRange<Int64>? {
        guard from != nil || to != nil else { return nil }
        let first = try from.map { try Self.time("--from", $0) } ?? Self.earliest
        let end = try to.map { try Self.time("--to", $0) } ?? Self.latest
        guard first < end else {
            throw Complaint("`--to` is not later than `--from`", help: "no event lies between them")
        }
        return first...(end - 1)
    }

    static func time(_ option: String, _ text: String) throws -> Int64 {
        guard let time = TimeText.instant(text) else {
            throw Complaint(
                "`\(option) \(text)` is not a time",
                help: "write it as 2024-01-02 or 2024-01-02T14:30:00, always UTC")
        }
        return time
    }
}
