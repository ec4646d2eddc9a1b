import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

typealias Arguments = [(name: String, value: ArgumentValue)]

/// What an operator of bars makes of trades.
func bars(_ name: String, _ arguments: Arguments, _ trades: [Trade]) throws -> [Bar] {
    try run(name, arguments, Feed("trades", trades)).tape(Bar.self).events
}

/// What an operator of bars makes of bars.
func bars(_ name: String, _ arguments: Arguments, of input: [Bar]) throws -> [Bar] {
    try run(name, arguments, Feed("bars", input)).tape(Bar.self).events
}

/// The node after a run, which must have kept the laws of order and promises.
func run(_ name: String, _ arguments: Arguments, _ feed: Feed) throws -> DrivenNode {
    let run = try NodeHarness(entry(name), arguments, [feed]).run(.random(7))
    #expect(run.faults == [])
    return run.node
}

/// Properties of every tape of bars.
func expectSound(_ bars: [Bar], of trades: [Trade], sourceLocation: SourceLocation = #_sourceLocation) {
    for (a, b) in zip(bars, bars.dropFirst()) {
        #expect(a.start < b.start && a.end <= b.start, sourceLocation: sourceLocation)
        #expect(a.header.sequence < b.header.sequence, sourceLocation: sourceLocation)
    }
    for bar in bars {
        #expect(bar.low <= min(bar.open, bar.close) && max(bar.open, bar.close) <= bar.high)
        #expect(bar.start < bar.end && bar.buyVolume <= bar.volume, sourceLocation: sourceLocation)
    }
    let volume = trades.reduce(0) { $0 + $1.quantity }
    #expect(bars.reduce(0) { $0 + $1.volume } == volume, sourceLocation: sourceLocation)
    #expect(bars.reduce(0) { $0 + Int($1.tickCount) } == trades.count, sourceLocation: sourceLocation)
}

/// A bar of given trades, each sum taken anew.
func plainBar(_ trades: some Collection<Trade>, start: Int64, end: Int64, header: EventHeader) -> Bar {
    let trades = Array(trades)
    return Bar(
        header: header, start: start, end: end, open: trades[0].price,
        high: trades.map(\.price).max() ?? trades[0].price,
        low: trades.map(\.price).min() ?? trades[0].price,
        close: trades[trades.count - 1].price, volume: trades.reduce(0) { $0 + $1.quantity },
        buyVolume: trades.reduce(0) { $0 + ($1.side == .buy ? $1.quantity : 0) },
        notional: trades.reduce(0) { $0 + Double($1.price.raw) * $1.quantity } / 1e9,
        tickCount: Int64(trades.count))
}

/// Nanoseconds since 1970 of a UTC time of day.
func utc(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minutes: Int = 0) -> Int64 {
    // Days of the proleptic Gregorian calendar, by counting years and months.
    var days = 0
    func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }
    for y in 1970..<year { days += isLeap(y) ? 366 : 365 }
    let lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    days += lengths[..<(month - 1)].reduce(0, +) + day - 1
    return Int64((days * 24 + hour) * 60 + minutes) * minute
}
