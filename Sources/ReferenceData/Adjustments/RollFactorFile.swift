/// By what the prices of a continuous future are shifted or multiplied: a factor file of QuantConnect's Lean.
///
/// Lines of JSON: the last day on which the values hold, the mapping mode, and per depth (0 the front
/// contract) the factor of prices before (`BackwardsRatioScale`), what is added to prices before
/// (`BackwardsPanamaCanalScale`) and what is added to prices after (`ForwardPanamaCanalScale`, not read).
public struct RollFactorFile: Sendable {
    /// What holds until the end of a day, of the front contract.
    public struct Row: Sendable, Equatable {
        /// The last day, in the exchange's zone.
        public var until: CivilDate
        /// The rule by which the contract was chosen.
        public var mapping: MapFile.Mapping
        /// What prices are multiplied by.
        public var ratio: Double
        /// What is added to prices.
        public var difference: Double
    }

    /// In file order.
    public let rows: [Row]

    /// Reads a file.
    public init(path: String) throws(ReferenceDataError) {
        try self.init(bytes: ReferenceFile.bytes(path), path: path)
    }

    /// Reads a file's bytes; `path` is for messages.
    public init(bytes: [UInt8], path: String) throws(ReferenceDataError) {
        var rows: [Row] = []
        let lines = String(decoding: bytes, as: UTF8.self)
            .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() where !line.isEmpty {
            guard let row = Self.row(line) else {
                throw ReferenceDataError(
                    path: path, line: index + 1,
                    reason: "expected {\"Date\", \"BackwardsRatioScale\", \"BackwardsPanamaCanalScale\", "
                        + "\"DataMappingMode\"} with a day, two lists of numbers and a mode from 0 to 3")
            }
            rows.append(row)
        }
        guard !rows.isEmpty else {
            throw ReferenceDataError(path: path, line: nil, reason: "it has no factors")
        }
        self.rows = rows
    }

    /// The row whose values hold until the end of `day`.
    public func row(until day: CivilDate, by mapping: MapFile.Mapping) -> Row? {
        rows.first { $0.until == day && $0.mapping == mapping }
    }

    private static func row(_ line: Substring) -> Row? {
        guard let date = value(of: "Date", in: line), date.first == "\"",
            let until = CivilDate(text: String(date.dropFirst().prefix(10))),
            let code = value(of: "DataMappingMode", in: line),
            let mapping = MapFile.Mapping.allCases.first(where: { "\($0.code)" == code }),
            let ratio = firstOfList("BackwardsRatioScale", in: line), ratio > 0,
            let difference = firstOfList("BackwardsPanamaCanalScale", in: line)
        else { return nil }
        return Row(until: until, mapping: mapping, ratio: ratio, difference: difference)
    }

    private static func firstOfList(_ key: String, in line: Substring) -> Double? {
        guard let list = value(of: key, in: line), list.first == "[" else { return nil }
        let text = list.dropFirst().prefix { $0.isASCII && ($0.isNumber || "+-.eE".contains($0)) }
        guard let number = Double(text), number.isFinite else { return nil }
        return number
    }

    /// What stands after a key up to the next comma or brace.
    private static func value(of key: String, in line: Substring) -> Substring? {
        guard let place = line.firstRange(of: "\"\(key)\":") else { return nil }
        return line[place.upperBound...].prefix { $0 != "," && $0 != "}" }
    }
}
