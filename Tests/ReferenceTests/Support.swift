import Archives
import Foundation
import MarketModel
import OperatorKit
import ReferenceData
import TestSupport

typealias Arguments = [(name: String, value: ArgumentValue)]

/// Noon UTC of a day written YYYYMMDD, ns since 1970.
func noon(_ day: some StringProtocol) -> Int64 {
    guard let date = CivilDate(text: String(day)) else { preconditionFailure("\(day) is a day") }
    return (Int64(date.daysSinceEpoch) * 24 + 12) * 3_600_000_000_000
}

/// The rows of a recorded file or of a member of it, as cells.
func cells(_ path: String, _ member: String? = nil) throws -> [[String]] {
    let reader = try ArchiveReader(path: path, member: member)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = try reader.read(into: &buffer), count > 0 { bytes += buffer[..<count] }
    return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        .map { $0.components(separatedBy: ",") }
}

/// A file with that text, for the length of a test run.
func temporaryFile(_ text: String) throws -> String {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).csv")
    try text.write(to: url, atomically: true, encoding: .utf8)
    return url.path
}

/// Daily bars of a stock as recorded, from midnight to midnight in New York.
func dailyBars(_ ticker: String) throws -> [Bar]? {
    guard let path = RecordedData.path("lean/equity/usa/daily/\(ticker).zip") else { return nil }
    let zone = try TimeZoneTable(named: "America/New_York")
    func midnight(_ day: Int) -> Int64 { Int64(zone.utc(fromLocal: day * 86_400)) * 1_000_000_000 }
    return try cells(path).map { row in
        guard let date = CivilDate(text: String(row[0].prefix(8))) else {
            preconditionFailure("\(row) has a day")
        }
        let prices = row[1...4].map { Price(raw: (Int64($0) ?? 0) * 100_000) }
        let (start, end) = (midnight(date.daysSinceEpoch), midnight(date.daysSinceEpoch + 1))
        return Bar(
            header: EventHeader(time: end, sequence: end - 1), start: start, end: end, open: prices[0],
            high: prices[1], low: prices[2], close: prices[3], volume: Double(row[5]) ?? 0)
    }
}

private let newYork: TimeZone = {
    guard let zone = TimeZone(identifier: "America/New_York") else { preconditionFailure("there is a zone") }
    return zone
}()

/// The New York day of a time, by Foundation.
func newYorkDay(_ time: Int64) -> CivilDate {
    let second = Int((Double(time) / 1e9).rounded(.down))
    let offset = newYork.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(second)))
    return CivilDate(daysSinceEpoch: Int((Double(second + offset) / 86_400).rounded(.down)))
}
