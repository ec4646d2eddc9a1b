import Archives
public import MarketModel
import TestSupport

/// Cells of a recorded file of comma-separated values, plain or packed; nil, with a word, where it is absent.
public func recordedRows(_ name: String, member: String = "*") -> [[String]]? {
    guard let path = RecordedData.path(name) else { return nil }
    guard let reader = try? ArchiveReader(path: path, member: member) else { return nil }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while let count = try? reader.read(into: &buffer), count > 0 { bytes += buffer[..<count] }
    return bytes.split(separator: UInt8(ascii: "\n")).map { line in
        line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }
}

/// Recorded gold futures trades of a day and an expiry; nil, with a word, where they are absent.
///
/// - Parameters:
///   - midnight: start of the day, ns since 1970 UTC.
///   - keepsRepeat: keeps the last row, which is the one before once more in every file of the vendor.
public func recordedGold(
    _ day: String, expiry: String, midnight: Int64, keepsRepeat: Bool = false
) -> [Trade]? {
    let name = "lean/future/comex/tick/gc/\(day)_trade.zip"
    guard let rows = recordedRows(name, member: "*_trade_\(expiry).csv") else { return nil }
    var sequencer = Sequencer()
    return rows.dropLast(keepsRepeat ? 0 : 1).map { cells in
        guard let milliseconds = Int64(cells[0]), let price = Double(cells[1]), let size = Double(cells[2])
        else {
            preconditionFailure("a row of recorded trades has time, price and size")
        }
        return Trade(
            header: sequencer.header(at: midnight + milliseconds * 1_000_000), price: Price(price),
            quantity: size, side: .unknown)
    }
}
