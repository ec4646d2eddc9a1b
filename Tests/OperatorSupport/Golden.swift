import Foundation
public import MarketModel

/// The rows of a golden file under `Tests/Fixtures`, without its header.
public func goldenRows(_ name: String) -> [[String]] {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let path = tests.appendingPathComponent("Fixtures/\(name)").path
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
        preconditionFailure("there is a golden file \(path)")
    }
    return text.split(separator: "\n").dropFirst().map { $0.split(separator: ",").map(String.init) }
}

/// The columns of a golden file under `Tests/Fixtures`, by name; a script beside it says how it was made.
public func goldenColumns(_ name: String) -> [String: [Double]] {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let path = tests.appendingPathComponent("Fixtures/\(name)").path
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
        preconditionFailure("there is a golden file \(path)")
    }
    let lines = text.split(separator: "\n").map { $0.split(separator: ",") }
    var columns: [String: [Double]] = [:]
    for (index, header) in lines[0].enumerated() {
        columns[String(header)] = lines.dropFirst().map { row in
            guard let value = Double(row[index]) else {
                preconditionFailure("\(row[index]) in \(name) is a number")
            }
            return value
        }
    }
    return columns
}

/// A row at a place in the order.
public func featureRow(_ sequence: Int64, _ values: [Double]) -> FeatureRow {
    var row = FeatureRow(header: EventHeader(time: sequence, sequence: sequence), count: Int64(values.count))
    for (index, value) in values.enumerated() { row.values[index] = value }
    return row
}
