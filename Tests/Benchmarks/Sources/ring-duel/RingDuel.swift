import Contestants

/// Measures our ring and two C++ queues in one process, by turns, and prints rates and ratios.
@main
enum RingDuel {
    static func main() {
        var options = Options()
        guard options.parse(CommandLine.arguments.dropFirst()) else {
            print(Options.usage)
            return
        }
        if let index = options.countIndex {
            count(index, options)
            return
        }
        var rows: [Row] = []
        for mode in ["single", "batch"] { rows += measure(mode: mode, options) }
        print(options.json ? json(rows, options) : table(rows, options))
    }

    /// Rates of all contestants of a mode: each round runs all of them, starting with another one.
    private static func measure(mode: String, _ options: Options) -> [Row] {
        let contestants = Contestant.all(mode: mode)
        var rates = [[Double]](repeating: [], count: contestants.count)
        var pinned = true
        for round in 0..<(options.rounds + 1) {
            for turn in contestants.indices {
                let index = (turn + round) % contestants.count
                let result = contestants[index].duel(events: options.events, cores: (0, 1))
                precondition(result.digest == expectedDigest(options.events), "all events arrive intact")
                pinned = pinned && result.pinned
                // The first round warms memory and clocks up.
                guard round > 0 else { continue }
                rates[index].append(Double(options.events) * 1e9 / Double(max(result.nanoseconds, 1)))
            }
        }
        // Neighbours in time share the machine's mood, so ratios are taken round by round.
        let ours = rates[0]
        return zip(contestants, rates).map { contestant, rates in
            Row(
                mode: mode, name: contestant.name, isOurs: contestant.isOurs, rate: median(rates),
                best: rates.max() ?? 0, ratio: median(zip(ours, rates).map { $0 / $1 }), pinned: pinned)
        }
    }

    /// Runs one contestant on one thread, for `valgrind --tool=callgrind`.
    private static func count(_ index: Int, _ options: Options) {
        let contestants = Contestant.all(mode: "single") + Contestant.all(mode: "batch")
        guard contestants.indices.contains(index) else {
            print(Options.usage)
            return
        }
        let events = options.events / 64 * 64
        let digest = contestants[index].turns(events: events)
        precondition(digest == expectedDigest(events), "all events arrive intact")
        print("\(contestants[index].mode): \(contestants[index].name): \(events) events")
    }

    private static func expectedDigest(_ events: UInt64) -> UInt64 {
        // Sum of 10 i + (-1 - i) over all events.
        let sum = events % 2 == 0 ? (events / 2) &* (events &- 1) : events &* ((events &- 1) / 2)
        return sum &* 9 &- events
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return 0 }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    private static func table(_ rows: [Row], _ options: Options) -> String {
        var text = "\(options.events) events of 48 bytes, capacity 1024, cores 0 and 1"
        text += rows.allSatisfy(\.pinned) ? "" : " (NOT pinned)"
        text += ", medians of \(options.rounds) rounds by turns\n\n"
        text += "| mode | queue | million events/s | best round | gm-flow / this |\n|---|---|--:|--:|--:|\n"
        for row in rows {
            text += "| \(row.mode) | \(row.name) | \(decimal(row.rate / 1e6)) | \(decimal(row.best / 1e6)) "
            text += row.isOurs ? "| |\n" : "| \(decimal(row.ratio)) |\n"
        }
        return text
    }

    private static func json(_ rows: [Row], _ options: Options) -> String {
        let entries = rows.map { row in
            """
            {"mode":"\(row.mode)","queue":"\(row.name)","events_per_second":\(Int(row.rate)),\
            "best_events_per_second":\(Int(row.best)),"ours_over_this":\(decimal(row.ratio)),\
            "pinned":\(row.pinned)}
            """
        }
        return "{\"events\":\(options.events),\"rounds\":\(options.rounds),\"rows\":["
            + entries.joined(separator: ",") + "]}"
    }

    /// Two decimals without Foundation.
    private static func decimal(_ value: Double) -> String {
        let hundredths = Int(value * 100 + 0.5)
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}

/// One line of the result.
private struct Row {
    let mode: String
    let name: String
    let isOurs: Bool
    let rate: Double
    let best: Double
    let ratio: Double
    let pinned: Bool
}

/// The command line.
private struct Options {
    static let usage = """
        usage: ring-duel [--events N] [--rounds N] [--json]
               ring-duel --count CONTESTANT [--events N]   (one thread, for callgrind)
        """

    var events: UInt64 = 2_000_000
    var rounds = 31
    var json = false
    var countIndex: Int?

    /// Returns whether all arguments were understood.
    mutating func parse(_ arguments: ArraySlice<String>) -> Bool {
        var rest = arguments
        while let word = rest.popFirst() {
            if word == "--json" {
                json = true
                continue
            }
            guard let value = rest.popFirst().flatMap({ Int($0) }), value >= 0 else { return false }
            switch word {
            case "--events" where value > 0: events = UInt64(value)
            case "--rounds" where value > 0: rounds = value
            case "--count": countIndex = value
            default: return false
            }
        }
        return true
    }
}
