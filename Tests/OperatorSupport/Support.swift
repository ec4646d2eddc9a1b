import Catalogue
public import MarketModel
public import OperatorKit
import TestSupport

/// Nanoseconds of a minute.
public let minute: Int64 = 60_000_000_000

/// The catalogue's entry of that name.
public func entry(_ name: String) -> OperatorEntry {
    guard let entry = catalogue[name] else { preconditionFailure("the catalogue has \(name)") }
    return entry
}

/// Bars of a trade tape, by the operator itself.
public func bars(_ trades: [Trade], every: Int64) throws -> [Bar] {
    let run = try NodeHarness(
        entry("bars.time"), [("every", Argument.integer(every))], [Feed("trades", trades)]
    ).run()
    return run.node.tape(Bar.self).events
}

/// A reading at a place in the order.
public func reading(_ sequence: Int64, _ value: Double) -> Reading {
    Reading(header: EventHeader(time: sequence, sequence: sequence), value: value, count: 1)
}

/// A flat bar of one close.
public func bar(_ index: Int64, high: Double, low: Double, close: Double, flags: Bar.Flags = []) -> Bar {
    Bar(
        header: EventHeader(time: (index + 1) * minute, sequence: (index + 1) * minute - 1),
        start: index * minute,
        end: (index + 1) * minute, open: Price(close), high: Price(high), low: Price(low),
        close: Price(close),
        volume: 1, flags: flags)
}

/// Recorded gold futures trades of 2013-10-07, front month; nil, with a word, where they are absent.
public let goldTrades: [Trade]? = recordedGold(
    "20131007", expiry: "201312", midnight: 1_381_104_000_000_000_000)
