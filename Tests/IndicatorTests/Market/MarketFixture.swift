import Foundation
import MarketModel
import TestSupport

/// The made-up bars of Fixtures/indicators/market.csv, and what market.py there makes of them.
enum MarketFixture {
    /// The cells of each bar; nil within a warm-up.
    static let cells: [[Double?]] = {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Fixtures/indicators/market.csv").path
        return lines(path).map { $0.map { Double($0) } }
    }()

    /// The bars: minutes, of a tick of 0.1.
    static var bars: [Bar] {
        cells.enumerated().map { index, cells in
            let numbers = cells.prefix(6).map { ($0 ?? .nan) }
            return MarketSeries.bar(
                index, open: numbers[0] / 10, high: numbers[1] / 10, low: numbers[2] / 10,
                close: numbers[3] / 10, volume: numbers[4], buyVolume: numbers[5])
        }
    }

    /// The expected rows of an indicator, from its first one.
    static func rows(_ columns: Range<Int>) -> [[Double]] {
        cells.map { $0[columns].compactMap { $0 } }.filter { !$0.isEmpty }
    }

    /// Recorded quarters of an hour of EURUSD, which have ticks but no volume; nil, with a word, if absent.
    static func eurusd(_ count: Int) -> [Bar]? {
        guard let path = RecordedData.path("smc_eurusd15m/EURUSD_15M.csv") else { return nil }
        return lines(path).dropFirst().prefix(count).enumerated().map { index, cells in
            let numbers = cells[1...5].map { Double($0) ?? .nan }
            var bar = MarketSeries.bar(
                index, open: numbers[0], high: numbers[1], low: numbers[2], close: numbers[3], volume: 0)
            bar.tickCount = Int64(numbers[4])
            return bar
        }
    }

    private static func lines(_ path: String) -> [[Substring]] {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.split(whereSeparator: \.isNewline).map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
    }
}
