import Foundation
import MarketModel
import OperatorKit
import ReferenceData
import TestSupport

/// Trades of several contracts of one future.
enum Contracts {
    /// Recorded gold trades of 2013-10-07 and 08, by contract; nil where they are absent.
    static func gold(_ months: [String]) throws -> [[Trade]]? {
        var sequencers = [Sequencer](repeating: Sequencer(), count: months.count)
        var trades = [[Trade]](repeating: [], count: months.count)
        for day in ["20131007", "20131008"] {
            guard let path = RecordedData.path("lean/future/comex/tick/gc/\(day)_trade.zip") else {
                return nil
            }
            let midnight = noon(day) - 43_200_000_000_000
            for (index, month) in months.enumerated() {
                // The vendor repeats the last row of every file.
                for row in try cells(path, "*_trade_\(month).csv").dropLast() {
                    let time = midnight + (Int64(row[0]) ?? 0) * 1_000_000
                    trades[index].append(
                        Trade(
                            header: sequencers[index].header(at: time), price: Price(Double(row[1]) ?? 0),
                            quantity: Double(row[2]) ?? 0, side: .unknown))
                }
            }
        }
        return trades
    }

    /// Recorded days of the S&P future, a trade of the close and the volume at 17:00 UTC each; nil where
    /// absent.
    static func sp500(_ months: [String], from first: String) throws -> [[Trade]]? {
        guard let path = RecordedData.path("lean/future/cme/daily/es_trade.zip") else { return nil }
        return try months.map { month in
            var sequencer = Sequencer()
            return try cells(path, "es_trade_\(month).csv").filter { $0[0].prefix(8) >= first }.map { row in
                Trade(
                    header: sequencer.header(at: noon(row[0].prefix(8)) + 5 * 3_600_000_000_000),
                    price: Price(Double(row[4]) ?? 0), quantity: Double(row[5]) ?? 0, side: .unknown)
            }
        }
    }

    /// Recorded minutes of the S&P future of 2013-10-06 to 11, a trade of the close and the volume at the end
    /// of each; nil where absent.
    static func sp500Minutes(_ months: [String]) throws -> [[Trade]]? {
        var sequencers = [Sequencer](repeating: Sequencer(), count: months.count)
        var trades = [[Trade]](repeating: [], count: months.count)
        for day in 6...11 {
            let name = "201310\(day < 10 ? "0" : "")\(day)"
            guard let path = RecordedData.path("lean/future/cme/minute/es/\(name)_trade.zip") else {
                return nil
            }
            let midnight = noon(name) - 43_200_000_000_000
            for (index, month) in months.enumerated() {
                for row in try cells(path, "\(name)_es_minute_trade_\(month).csv") {
                    let time = midnight + ((Int64(row[0]) ?? 0) + 59_999) * 1_000_000
                    trades[index].append(
                        Trade(
                            header: sequencers[index].header(at: time), price: Price(Double(row[4]) ?? 0),
                            quantity: Double(row[5]) ?? 0, side: .unknown))
                }
            }
        }
        return trades
    }

    /// Made up: three contracts over three weeks, of which first one and then the next is traded most.
    static func random(_ seed: UInt64, count: Int = 2500) -> [[Trade]] {
        (0..<3).map { contract in
            let start = noon("20131006") + 11 * 3_600_000_000_000 + Int64(contract) * 400_000_000_000_000
            let walk = TradeTape.random(
                count, seed: seed &+ UInt64(contract) &* 1000, meanGap: 300_000_000_000, start: start,
                firstPrice: 1_313_700_000_000 + Int64(contract) * 7_000_000_000)
            return walk.map { trade in
                var trade = trade
                let age = Double(trade.header.time - start) / 86_400e9
                trade.quantity *= (max(1, 10 - abs(age - 4))).rounded()
                return trade
            }
        }
    }

    static func feeds(_ trades: [[Trade]]) -> [Feed] {
        trades.enumerated().map { Feed("contracts", $1, source: "c\($0)") }
    }
}

/// What the operator should send, told slowly: one event after another, with all that was before at hand.
struct ContinuousTwin {
    enum Rule { case calendar(lastDays: [CivilDate]), volume(expiries: [CivilDate]) }

    struct Roll: Equatable {
        var old: Int
        var new: Int
        var gap: Int64
    }

    var mapped: [Trade] = []
    var contracts: [Int] = []
    var rolls: [Roll] = []
    /// Adjusted prices by difference, raw.
    var byDifference: [Int64] = []
    /// Adjusted prices by ratio.
    var byRatio: [Double] = []

    /// The trading day of Globex in 2013: it ends at 17:15 New York time, and weekends belong to Monday.
    static func tradingDay(_ time: Int64) -> CivilDate {
        let day = newYorkDay(time + 405 * 60_000_000_000)
        let delay = day.weekday == 6 ? 2 : day.weekday == 0 ? 1 : 0
        return CivilDate(daysSinceEpoch: day.daysSinceEpoch + delay)
    }

    init(_ trades: [[Trade]], _ rule: Rule) {
        var events = trades.enumerated().flatMap { index, tape in tape.map { (index, $0) } }
        events.sort { ($0.1.header.sequence, $0.0) < ($1.1.header.sequence, $1.0) }
        var last = [Trade?](repeating: nil, count: trades.count)
        var volume = last.map { _ in 0.0 }
        var today: CivilDate?
        var (current, target, shift, factor) = (0, 0, Int64(0), 1.0)
        func passOn() {
            guard current != target else { return }
            guard let old = last[current] else {
                current = target
                return
            }
            guard let new = last[target] else { return }
            rolls.append(Roll(old: current, new: target, gap: new.price.raw - old.price.raw))
            shift += old.price.raw - new.price.raw
            factor *= old.price.double / new.price.double
            current = target
        }
        for (index, trade) in events {
            let day = Self.tradingDay(trade.header.sequence)
            if day != today {
                target = Self.turn(rule, target, day, volume)
                if today == nil { current = target }
                today = day
                volume = volume.map { _ in 0 }
            }
            passOn()
            last[index] = trade
            volume[index] += trade.quantity
            passOn()
            guard index == current else { continue }
            mapped.append(trade)
            contracts.append(index)
            byDifference.append(trade.price.raw + shift)
            byRatio.append(trade.price.double * factor)
        }
    }

    private static func turn(_ rule: Rule, _ target: Int, _ day: CivilDate, _ volume: [Double]) -> Int {
        switch rule {
        case .calendar(let lastDays):
            return (target..<volume.count).first { $0 == volume.count - 1 || lastDays[$0] >= day } ?? target
        case .volume(let expiries):
            let live = (target..<volume.count).first {
                expiries.isEmpty || $0 == volume.count - 1 || expiries[$0] >= day
            }
            let most = volume[(live ?? target)...].max() ?? 0
            return volume[live ?? target] == most
                ? live ?? target
                : volume.indices.first { $0 > live ?? target && volume[$0] == most } ?? target
        }
    }
}
