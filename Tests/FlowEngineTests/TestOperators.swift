import MarketModel
import OperatorKit
import Rings

struct NoSettings: OperatorSettings {
    static let parameters: [Parameter<NoSettings>] = []
}

/// Emits `count` readings at seeded times with many ties.
struct Ticker: Source {
    struct Settings: OperatorSettings {
        var count = 1000
        var seed = 1
        var failAt = -1
        static let parameters: [Parameter<Settings>] = [
            .integer("count", \.count, in: 0...10_000_000, "how many"),
            .integer("seed", \.seed, in: 0...Int64.max, "seed"),
            .integer("fail_at", \.failAt, in: -1...Int64.max, "fails after so many"),
        ]
    }
    static let signature = Signature<Ticker>("test.ticker", "Ticks.")
        .output("out", Reading.self, "ticks") { $0.out = $1 }
    let settings: Settings
    var out = Outlet<Reading>()
    var sequencer = Sequencer()
    var time: Int64 = 1_000
    var sent = 0
    var state: UInt64

    init(_ settings: Settings, _ context: NodeContext) {
        self.settings = settings
        state = UInt64(settings.seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    }

    mutating func random() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    mutating func produce(limit: Int) -> Production {
        for _ in 0..<limit {
            if sent == settings.failAt { return .failed(OperatorError("broke after \(sent)")) }
            if sent == settings.count { return .ended }
            let r = random()
            if r % 3 != 0 { time += Int64(r % 40) }
            sent += 1
            out.send(Reading(header: sequencer.header(at: time), value: Double(r % 1000), count: Int64(sent)))
        }
        return .more
    }
}

/// Passes on what comes, mixed with what came before: the order of inputs shows in every value.
struct Mix: Operator {
    static let signature = Signature<Mix>("test.mix", "Mixes.")
        .input("a", Reading.self, "first") { $0.run($1, 1) }
        .input("b", Reading.self, "second", optional: true) { $0.run($1, 2) }
        .output("out", Reading.self, "mixed") { $0.out = $1 }
    var out = Outlet<Reading>()
    var state = 1.0
    var count: Int64 = 0
    init(_ settings: NoSettings, _ context: NodeContext) {}
    mutating func run(_ events: Span<Reading>, _ port: Double) {
        for i in events.indices {
            let event = events[i]
            state = (state * 31 + event.value * port).truncatingRemainder(dividingBy: 1_000_003)
            count += 1
            out.send(Reading(header: event.header, value: state, count: count))
        }
    }
}

/// One event per bucket of 100, with a promise that runs ahead.
struct Bucket: Operator {
    static let signature = Signature<Bucket>("test.bucket", "Buckets.")
        .input("in", Reading.self, "what") { $0.run($1) }
        .output("out", Reading.self, "sums") { $0.out = $1 }
    var out = Outlet<Reading>()
    var end = Int64.min
    var stamp: UInt64 = 0
    var sum = 0.0
    init(_ settings: NoSettings, _ context: NodeContext) {}
    mutating func run(_ events: Span<Reading>) {
        for i in events.indices {
            let event = events[i]
            if event.header.sequence >= end {
                flush(event.header.stamp)
                end = (event.header.sequence / 100 + 1) * 100
            }
            sum += event.value
            stamp = event.header.stamp
        }
    }
    mutating func flush(_ stamp: UInt64) {
        guard end != .min else { return }
        out.send(
            Reading(
                header: EventHeader(time: end, sequence: end - 1, stamp: stamp), value: sum,
                count: 0))
        sum = 0
        end = .min
    }
    mutating func finish() { flush(stamp) }
    mutating func progress(after input: Int64) -> Int64 {
        guard end != .min else { return input }
        guard input >= end, input != .max else { return end - 1 }
        flush(stamp)
        return input
    }
}

/// Three events for one.
struct Expand: Operator {
    static let signature = Signature<Expand>("test.expand", "Expands.")
        .input("in", Reading.self, "what") { $0.run($1) }
        .output("out", Reading.self, "three each") { $0.out = $1 }
    var out = Outlet<Reading>()
    init(_ settings: NoSettings, _ context: NodeContext) {}
    mutating func run(_ events: Span<Reading>) {
        for i in events.indices {
            for k in 0..<3 {
                out.send(
                    Reading(header: events[i].header, value: events[i].value + Double(k), count: Int64(k)))
            }
        }
    }
}

/// Adds what feedback has said so far: it shows when feedback came.
struct Loop: Operator {
    static let signature = Signature<Loop>("test.loop", "Loops.")
        .input("in", Reading.self, "what") { $0.run($1) }
        .input("back", Reading.self, "feedback", passive: true, optional: true) { $0.hear($1) }
        .input("watch", Reading.self, "watched", passive: true, optional: true) { $0.hear($1) }
        .output("out", Reading.self, "with feedback") { $0.out = $1 }
    var out = Outlet<Reading>()
    var heard = 0.0
    init(_ settings: NoSettings, _ context: NodeContext) {}
    mutating func hear(_ events: Span<Reading>) {
        for i in events.indices {
            heard = (heard * 7 + events[i].value).truncatingRemainder(dividingBy: 99_991)
        }
    }
    mutating func run(_ events: Span<Reading>) {
        for i in events.indices {
            out.send(Reading(header: events[i].header, value: events[i].value + heard, count: 1))
        }
    }
}

/// Takes a fixed time over every event.
struct Slow: Operator {
    struct Settings: OperatorSettings {
        var spins = 0
        static let parameters: [Parameter<Settings>] = [
            .integer("spins", \.spins, in: 0...Int64.max, "turns of an idle loop per event")
        ]
    }
    static let signature = Signature<Slow>("test.slow", "Takes its time.")
        .input("in", Reading.self, "what") { $0.run($1) }
        .output("out", Reading.self, "the same") { $0.out = $1 }
    let spins: Int
    var out = Outlet<Reading>()
    var noise: UInt64 = 1
    init(_ settings: Settings, _ context: NodeContext) { spins = settings.spins }
    mutating func run(_ events: Span<Reading>) {
        for i in events.indices {
            // A register of shifts (Marsaglia): a compiler can't jump ahead in it as it can in a product and a sum.
            for _ in 0..<spins {
                noise ^= noise << 13
                noise ^= noise >> 7
                noise ^= noise << 17
            }
            var event = events[i]
            event.count = Int64(noise & 1)
            out.send(event)
        }
    }
}

/// Never promises anything: its readers can't know that nothing earlier will come.
struct Mute: Operator {
    static let signature = Signature<Mute>("test.mute", "Never promises.")
        .input("in", Reading.self, "what") { _, _ in }
        .output("out", Reading.self, "nothing") { $0.out = $1 }
    var out = Outlet<Reading>()
    init(_ settings: NoSettings, _ context: NodeContext) {}
    mutating func progress(after input: Int64) -> Int64 { .min }
}

/// Promises more than it keeps.
struct Liar: Operator {
    static let signature = Signature<Liar>("test.liar", "Breaks its promise.")
        .input("in", Reading.self, "what") { $0.run($1) }
        .output("out", Reading.self, "the same") { $0.out = $1 }
    var out = Outlet<Reading>()
    init(_ settings: NoSettings, _ context: NodeContext) {}
    mutating func run(_ events: Span<Reading>) { for i in events.indices { out.send(events[i]) } }
    mutating func progress(after input: Int64) -> Int64 { input + 1_000_000 }
}
