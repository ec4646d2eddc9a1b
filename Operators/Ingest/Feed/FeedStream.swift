import Archives
import MarketModel
import OperatorKit

/// One stream: the files of a pattern one after another, decoded, judged and in order of time.
struct FeedStream<Decoder: FeedDecoder> {
    /// The instant of the event that comes next.
    private(set) var headInstant = Int64.max
    private(set) var tally = FeedTally()
    private(set) var gate: FeedGate
    /// Events moved to the time reached before them.
    private(set) var clampedCount = 0
    /// Files read to their end, with the checksum of their content.
    private(set) var finished: [(name: String, hash: String)] = []

    private let files: FeedFiles
    private let options: Decoder.Options
    private let rules: FeedRules
    private let recordName: String
    private let paths: [String]
    private var opened = 0
    private var file: FeedFile?
    private var decoder: Decoder?
    private var fileName = ""
    private var queue = FeedQueue()
    private var reorder = ReorderBuffer()
    /// How many events wait in the queue until the file's end is seen: one, if it may have to go.
    private var held = 0
    private var head: MarketEvent?
    /// The latest instant of all; late is what comes before this less the lateness.
    private var latest = Int64.min
    private var watermark = Int64.min
    /// The latest instant when the current file was opened.
    private var latestOfFileBefore = Int64.min
    private var latestBar = Int64.min
    /// Batches that may still be decoded in this turn: a file of bad records only must not hold up the run.
    private var patience = 0
    private static var turn: Int { 64 }
    private var isDrained = false
    private var failure: OperatorError?

    /// Finds the files that `pattern` stands for; opens none.
    init(
        _ pattern: String, _ files: FeedFiles, _ rules: FeedRules, _ options: Decoder.Options, record: String
    ) throws(OperatorError) {
        self.files = files
        self.rules = rules
        self.options = options
        recordName = record
        gate = try FeedGate(rules)
        paths = FileSearch.expand(pattern)
        guard !paths.isEmpty else {
            throw OperatorError("no file matches '\(pattern)'", argument: "path")
        }
    }

    /// Whether all has been sent.
    private(set) var isEnded = false

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
        var sent = 0
        while sent < limit, let change = queue.firstLevel(beyond: held) {
            let instant = change.header.time
            guard instant >= watermark, instant <= bound, gate.fault(of: change) == nil else { break }
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
            if reorder.first <= watermark || isDrained && reorder.count > 0 {
                let next = reorder.removeFirst()
                if release(next.event, next.instant) { return true }
                continue
            }
            guard queue.count > held else {
                guard patience > 0, try fill() else { return false }
                continue
            }
            var event = queue.removeFirst()
            if let fault = gate.fault(of: &event) {
                refuse(fault, event)
                continue
            }
            var instant = event.instant
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
    private mutating func refuse(_ fault: FeedFault, _ event: MarketEvent) {
        let place = place(of: event)
        tally.refuse(fault.reason, isLate: fault.isLate, isDropped: fault.isDropped) { "\(place): \(event)" }
    }

    private func place(of event: MarketEvent) -> String {
        let record = event.header.stamp
        return record == 0 ? fileName : "\(fileName) \(recordName) \(record)"
    }
}

extension FeedStream {
    /// Reads more into the queue; false at the end of all files.
    @inline(never)
    private mutating func fill() throws(OperatorError) -> Bool {
        patience -= 1
        if isDrained {
            isEnded = true
            if let failure { throw failure }
            return false
        }
        guard let file else { return try openNext() }
        if held > 0 { queue.compact() }
        do {
            if try decoder?.decode(limit: 256, into: &queue, &tally) == true { return true }
            finished.append((file.name, file.archive.hash.text))
        } catch {
            var told = error
            if tally.records > 0 { told.message += "; \(tally.records) \(recordName)s were read before that" }
            failure = told
            isDrained = true
        }
        endFile()
        decoder = nil
        self.file = nil
        return true
    }

    /// Opens the next file; at the end of all of them marks the stream as drained.
    mutating func openNext() throws(OperatorError) -> Bool {
        guard file == nil, opened < paths.count else {
            isDrained = file == nil
            return true
        }
        let path = paths[opened]
        opened += 1
        do {
            let archive = try ArchiveReader(path: path, member: files.member.isEmpty ? nil : files.member)
            let file = FeedFile(archive: archive, name: archive.member.map { "\(path):\($0)" } ?? path)
            fileName = file.name
            latestOfFileBefore = max(latest, watermark)
            decoder = try Decoder(file, options)
            self.file = file
            held = rules.repeatLast == .drop ? 1 : 0
        } catch let error as ArchiveError {
            throw OperatorError(error)
        } catch let error as OperatorError {
            throw error
        } catch {
            throw OperatorError("\(error)", argument: "path")
        }
        return true
    }

    /// Leaves out the last event if it says what the one before says, and lets go what was held back.
    private mutating func endFile() {
        guard held > 0 else { return }
        held = 0
        let (before, last) = queue.lastTwo
        if let before, let last, last.says(what: before) {
            queue.removeLast()
            refuse(.repeated, last)
        }
    }
}
