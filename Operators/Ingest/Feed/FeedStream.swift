import Archives
import MarketModel
import OperatorKit

/// One stream: the files of a pattern one after another, decoded, judged and in order of time.
struct FeedStream<Decoder: FeedDecoder> {
    /// The instant of the event that comes next.
    private(set) var headInstant = Int64.max
    var tally = FeedTally()
    private(set) var gate: FeedGate
    /// Events moved to the time reached before them.
    private(set) var clampedCount = 0
    /// Files read to their end, with the checksum of their content.
    var finished: [(name: String, hash: String)] = []

    let settings: FeedFiles
    let options: Decoder.Options
    let rules: FeedRules
    let paths: [String]
    let recordName: String
    /// Files being read, by their place in `paths`.
    var files: [OpenFile<Decoder>?]
    /// The events of each that nobody has taken; those of the current one are in `queue`.
    var queues: [FeedQueue]
    /// The file whose turn it is.
    var current: Int?
    /// As messages name it, or the one before it.
    private var fileName = ""
    /// Files that were opened, with `order: name`.
    var opened = 0
    /// Files that are open.
    var openCount = 0
    /// Whose turn it is, with `order: merge`, and those whose first event is not known yet, the first last.
    var merge = MergeHeap(count: 0)
    var entering: [Int] = []
    /// The instant through which the current file precedes the others.
    private(set) var bound = Int64.max
    /// The events of the current file that nobody has taken.
    var queue = FeedQueue()
    /// How many of them wait until the file's end is seen: one, if it may have to go.
    var held = 0
    private var reorder = ReorderBuffer()
    private var head: MarketEvent?
    /// The latest instant of all; late is what comes before this less the lateness.
    private var latest = Int64.min
    private var watermark = Int64.min
    /// The latest instant when the current file was opened, if files follow each other.
    private var latestOfFileBefore = Int64.min
    private var latestBar = Int64.min
    /// Batches that may still be decoded in this turn: a file of bad records only must not hold up the run.
    var patience = 0
    private static var turn: Int { 64 }
    /// How far from 1970 an instant may be, ns: 290 years, two less than 64 bits hold, as events of equal times
    /// count up from theirs, and the end of all time means that nothing more comes.
    private static var farthest: UInt64 { 9_150_000_000_000_000_000 }
    var isDrained = false
    var failure: OperatorError?

    /// Finds the files that `pattern` stands for; opens none.
    init(
        _ pattern: String, _ settings: FeedFiles, _ rules: FeedRules, _ options: Decoder.Options,
        record: String
    ) throws(OperatorError) {
        self.settings = settings
        self.rules = rules
        self.options = options
        recordName = record
        gate = try FeedGate(rules)
        paths = FileSearch.expand(pattern)
        files = Array(repeating: nil, count: paths.count)
        queues = Array(repeating: FeedQueue(), count: paths.count)
        guard !paths.isEmpty else {
            throw OperatorError("no file matches '\(pattern)'", argument: "path")
        }
    }

    /// Whether all has been sent.
    var isEnded = false

    /// Whether an event is ready, reading on if need be.
    ///
    /// If not, the stream has ended or asks for another turn.
    mutating func hasHead() throws(OperatorError) -> Bool {
        if head != nil { return true }
        patience = Self.turn
        return try advance()
    }

    /// Sends events up to `bound`, at most `limit`, and returns how many.
    ///
    /// Fewer than `limit` are sent at the bound,
    /// at the end, and after a long run of records that gave none.
    @inline(__always)
    mutating func drain<Sink: FeedSink>(
        _ limit: Int, through bound: Int64, _ sender: inout FeedSender, into sink: inout Sink
    ) throws(OperatorError) -> Int {
        var sent = 0
        patience = Self.turn
        while sent < limit {
            if head == nil {
                sent &+= sendLevels(limit &- sent, through: bound, &sender, into: &sink)
                guard sent < limit, try advance() else { break }
            }
            guard let event = head, headInstant <= bound else { break }
            sender.send(event, at: headInstant, into: &sink)
            head = nil
            sent &+= 1
        }
        return sent
    }

    /// Sends good changes of levels straight from the queue, where no rule may move or delay them.
    ///
    /// A book brings hundreds of them a message: what is said here of the rules is what `advance` says.
    @inline(__always)
    private mutating func sendLevels<Sink: FeedSink>(
        _ limit: Int, through bound: Int64, _ sender: inout FeedSender, into sink: inout Sink
    ) -> Int {
        guard rules.lateness == 0, gate.isPlain else { return 0 }
        let bound = min(bound, self.bound)
        var sent = 0
        while sent < limit, let change = queue.firstLevel(beyond: held) {
            let instant = change.header.time
            guard instant >= watermark, instant <= bound, instant.magnitude <= Self.farthest,
                gate.fault(of: change) == nil
            else { break }
            queue.dropFirst()
            watermark = instant
            sender.send(change, at: instant, into: &sink)
            sent &+= 1
        }
        return sent
    }

    /// Makes the next good event the head; false at the end, or when patience has run out.
    private mutating func advance() throws(OperatorError) -> Bool {
        while true {
            if reorder.first <= watermark || isDrained && queue.isEmpty && reorder.count > 0 {
                let next = reorder.removeFirst()
                if release(next.event, next.instant) { return true }
                continue
            }
            guard queue.count > held, queue.first.instant <= bound else {
                guard patience > 0, try fill() else { return false }
                continue
            }
            var event = queue.removeFirst()
            if let fault = gate.fault(of: &event) {
                refuse(fault, event)
                continue
            }
            var instant = event.instant
            guard instant.magnitude <= Self.farthest else {
                refuse(.time, event)
                continue
            }
            if instant < watermark {
                guard try isClamped(&event) else { continue }
                instant = watermark
            }
            if rules.lateness == 0 {
                watermark = instant
                if release(event, instant) { return true }
            } else {
                latest = max(latest, instant)
                let (bound, overflows) = latest.subtractingReportingOverflow(rules.lateness)
                watermark = overflows ? .min : bound
                reorder.insert(event, at: instant)
            }
        }
    }

    /// Makes an event the head, unless it is a bar that ends no later than one before it.
    @inline(__always)
    private mutating func release(_ event: MarketEvent, _ instant: Int64) -> Bool {
        var event = event
        if case .bar = event {
            guard instant > latestBar else {
                refuse(.late, event)
                return false
            }
            latestBar = instant
        }
        gate.setSide(&event)
        head = event
        headInstant = instant
        return true
    }

    /// Moves a late event to the time reached, if the rules say so; else counts it, or fails.
    @inline(never)
    private mutating func isClamped(_ event: inout MarketEvent) throws(OperatorError) -> Bool {
        let fault = event.instant < latestOfFileBefore ? FeedFault.beforeFile : .late
        switch rules.backward {
        case .refuse:
            refuse(fault, event)
            return false
        case .fail:
            throw OperatorError(
                "\(place(of: event)): \(fault.reason)", argument: "backward",
                help:
                    "backward: refuse counts such events, clamp moves them to the time before; lateness sorts them"
            )
        case .clamp:
            if case .bar = event {
                refuse(fault, event)
                return false
            }
            clampedCount += 1
            return true
        }
    }

    @inline(never)
    mutating func refuse(_ fault: FeedFault, _ event: MarketEvent) {
        let place = place(of: event)
        tally.refuse(fault.reason, isLate: fault.isLate, isDropped: fault.isDropped) { "\(place): \(event)" }
    }

    private func place(of event: MarketEvent) -> String {
        let record = event.header.stamp
        return record == 0 ? fileName : "\(fileName) \(recordName) \(record)"
    }
    /// Makes a file the one whose turn it is, through an instant.
    mutating func begin(_ number: Int, through instant: Int64) {
        current = number
        bound = instant
        latestOfFileBefore = settings.order == .name ? max(latest, watermark) : .min
        fileName = files[number]?.file.name ?? paths[number]
        held = files[number]?.held ?? 0
        swap(&queue, &queues[number])
    }
}
