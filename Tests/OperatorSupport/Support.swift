import Archives
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
public let goldTrades: [Trade]? = {
    guard let path = RecordedData.path("lean/future/comex/tick/gc/20131007_trade.zip") else { return nil }
    guard let reader = try? ArchiveReader(path: path, member: "*_trade_201312.csv") else { return nil }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while let count = try? reader.read(into: &buffer), count > 0 { bytes += buffer[..<count] }
    var sequencer = Sequencer()
    var trades: [Trade] = []
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
        let cells = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard let milliseconds = Int64(cells[0]), let price = Double(cells[1]), let size = Double(cells[2])
        else {
            preconditionFailure("a row of recorded trades has time, price and size")
        }
        let time = 1_381_104_000_000_000_000 + milliseconds * 1_000_000
        trades.append(
            Trade(
                header: sequencer.header(at: time), price: Price(price), quantity: size, side: .unknown))
    }
    // The vendor repeats the last row of every file.
    trades.removeLast()
    return trades
}()
