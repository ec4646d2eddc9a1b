import Foundation
import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// One classical indicator with arguments, and how many bars its first value takes with them.
struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let arguments: [(name: String, value: ArgumentValue)]
    let warmUp: Int
    var variant = ""

    var testDescription: String { "\(name)\(variant)" }
    var entry: OperatorEntry { OperatorSupport.entry("indicator.\(name)") }

    init(_ name: String, _ arguments: [String: Double] = [:], choices: [String: String] = [:], warmUp: Int) {
        self.name = name
        self.warmUp = warmUp
        var all = arguments.sorted { $0.key < $1.key }.map { name, value in
            let isWhole = value == value.rounded() && name != "width" && name != "periods_per_year"
            return (name, isWhole ? Argument.integer(Int64(value)) : Argument.real(value))
        }
        all += choices.sorted { $0.key < $1.key }.map { ($0.key, Argument.text($0.value)) }
        self.arguments = all
    }

    func named(_ variant: String) -> Case {
        var copy = self
        copy.variant = variant
        return copy
    }

    /// What the node sends for bars: by column, nil where a bar gives nothing.
    func columns(_ bars: [Bar]) throws -> [String: [Double?]] {
        let node = try NodeHarness(entry, arguments, [Feed("bars", bars)]).run().node
        var places: [Int64: Int] = [:]
        for (index, bar) in bars.enumerated() { places[bar.header.sequence] = index }
        let names = node.instance.columns.isEmpty ? ["value"] : node.instance.columns
        var found: [String: [Double?]] = [:]
        for name in names { found[name] = [Double?](repeating: nil, count: bars.count) }
        if names == ["value"] {
            for reading in node.tape(Reading.self).events {
                if let place = places[reading.header.sequence] { found["value"]?[place] = reading.value }
            }
        } else {
            for row in node.tape(FeatureRow.self).events {
                guard let place = places[row.header.sequence] else { continue }
                for (column, name) in names.enumerated() { found[name]?[place] = row.values[column] }
            }
        }
        return found
    }

    /// What the node reports after bars.
    func report(_ bars: [Bar]) throws -> NodeReport {
        try NodeHarness(entry, arguments, [Feed("bars", bars)]).run().node.report
    }
}

/// The cases whose golden values `Fixtures/indicators/make.py` computes, under the name of the operator and
/// the variant.
let talibCases: [Case] = [
    Case("sma", ["length": 20], warmUp: 20),
    Case("wma", ["length": 9], warmUp: 9),
    Case("ema", ["length": 12], choices: ["seed": "mean"], warmUp: 12),
    Case("dema", ["length": 8], warmUp: 15),
    Case("tema", ["length": 8], warmUp: 22),
    Case("rsi", ["length": 14], warmUp: 15),
    Case("atr", ["length": 14], warmUp: 14),
    Case("macd", ["fast": 6, "slow": 13, "signal": 5], warmUp: 17),
    Case("bollinger", ["length": 20, "width": 2.5], warmUp: 20),
    Case("stochastic", ["length": 7, "smooth": 3, "signal": 4], warmUp: 12),
    Case("adx", ["length": 10], warmUp: 20),
    Case("obv", warmUp: 1),
    Case(
        "vwap", ["reset": 30 * Double(minute), "offset": 10 * Double(minute)],
        choices: ["source": "typical"], warmUp: 1),
    Case("vwap", ["length": 16], choices: ["source": "typical"], warmUp: 16).named("_rolling"),
    Case("donchian", ["length": 20], warmUp: 20),
    Case(
        "keltner", ["length": 15, "atr_length": 10, "width": 1.5], choices: ["source": "typical"], warmUp: 15),
    Case("zscore", ["length": 30], warmUp: 30),
    Case("realised_volatility", ["length": 20, "periods_per_year": 252], warmUp: 21),
    Case("cci", ["length": 20], warmUp: 20),
    Case("mfi", ["length": 14], warmUp: 15),
    Case("roc", ["length": 10], warmUp: 11),
    Case("williams_r", ["length": 14], warmUp: 14),
    Case("aroon", ["length": 12], warmUp: 13),
]

/// Those and the ones that TA-Lib has not.
let cases = talibCases + [Case("ema", ["length": 26], warmUp: 1).named(" from the first")]

/// A minute bar; the index counts minutes since 1970.
func bar(
    _ index: Int, open: Double? = nil, high: Double, low: Double, close: Double, volume: Double = 1,
    flags: Bar.Flags = []
) -> Bar {
    var bar = OperatorSupport.bar(Int64(index), high: high, low: low, close: close, flags: flags)
    bar.open = Price(open ?? close)
    bar.volume = volume
    bar.notional = volume * close
    return bar
}

/// Bars that close at `values`, one wide on both sides.
func closes(_ values: [Double]) -> [Bar] {
    values.enumerated().map { bar($0, high: $1 + 1, low: $1 - 1, close: $1) }
}

/// Bars of one price that never moves.
func flat(_ count: Int, at price: Double) -> [Bar] {
    (0..<count).map { bar($0, high: price, low: price, close: price, volume: 3) }
}

/// Bars of made-up trades.
func randomBars(_ seed: UInt64, count: Int = 30_000) throws -> [Bar] {
    try bars(TradeTape.random(count, seed: seed), every: minute).dropLast()
}

/// The rows of the golden file, by column.
func talibFile() throws -> [String: [Double?]] {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Fixtures/indicators/talib.csv")
    let rows = try String(contentsOf: path, encoding: .utf8).split(separator: "\n").map { line in
        line.split(separator: ",", omittingEmptySubsequences: false)
    }
    var file: [String: [Double?]] = [:]
    for (column, name) in rows[0].enumerated() {
        file[String(name)] = rows.dropFirst().map { Double($0[column]) }
    }
    return file
}
