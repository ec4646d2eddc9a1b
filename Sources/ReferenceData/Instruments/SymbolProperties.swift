/// The instruments of a `symbol-properties-database.csv` as QuantConnect's Lean keeps it.
///
/// Columns: market, symbol, type, description, quote currency, contract multiplier, smallest price step, lot
/// size, and others that are not read. `[*]` in place of the symbol is for all others of the market and type.
public struct SymbolProperties: Sendable {
    /// Every entry, in file order.
    public let instruments: [Instrument]
    private let places: [Key: Int]

    private struct Key: Hashable {
        var symbol: String
        var market: String
        var assetClass: Instrument.AssetClass
    }

    /// Reads a file.
    public init(path: String) throws(ReferenceDataError) {
        try self.init(ReferenceFile(path: path))
    }

    /// Reads a file's bytes; `path` is for messages.
    public init(bytes: [UInt8], path: String) throws(ReferenceDataError) {
        try self.init(ReferenceFile(bytes: bytes, path: path))
    }

    private init(_ file: ReferenceFile) throws(ReferenceDataError) {
        var instruments: [Instrument] = []
        var places: [Key: Int] = [:]
        for row in file.rows where row.cells.first != "market" {
            let instrument = try Self.instrument(row)
            let key = Key(
                symbol: instrument.symbol, market: instrument.market, assetClass: instrument.assetClass)
            // Of two entries the first one counts, as in Lean.
            if places[key] == nil { places[key] = instruments.count }
            instruments.append(instrument)
        }
        self.instruments = instruments
        self.places = places
    }

    /// The entry of a symbol, or else that of all others of its market and class.
    public func instrument(
        _ symbol: String, market: String, assetClass: Instrument.AssetClass
    ) -> Instrument? {
        for name in [symbol.uppercased(), "*"] {
            let key = Key(symbol: name, market: market, assetClass: assetClass)
            if let place = places[key] { return instruments[place] }
        }
        return nil
    }

    private static func instrument(_ row: ReferenceFile.Row) throws(ReferenceDataError) -> Instrument {
        let type = try row.text(2)
        guard let assetClass = assetClass(of: type) else {
            throw row.error("'\(type)' isn't a type of security, such as future")
        }
        let symbol = try row.text(1)
        guard !symbol.isEmpty else { throw row.error("the symbol is missing") }
        return Instrument(
            symbol: symbol == "[*]" ? "*" : String(symbol), market: String(try row.text(0)),
            name: String(try row.text(3)), assetClass: assetClass, currency: String(try row.text(4)),
            tick: try decimal(row, 6, "price step"), multiplier: try decimal(row, 5, "multiplier"),
            lot: try decimal(row, 7, "lot size"))
    }

    private static func assetClass(of type: Substring) -> Instrument.AssetClass? {
        switch type {
        case "equity": .equity
        case "future": .future
        case "forex": .forex
        case "crypto": .crypto
        case "cryptofuture": .perpetual
        case "cfd": .cfd
        case "index": .index
        case "option": .option
        case "futureoption": .futureOption
        case "indexoption": .indexOption
        default: nil
        }
    }

    private static func decimal(
        _ row: ReferenceFile.Row, _ cell: Int, _ what: String
    ) throws(ReferenceDataError) -> ExactDecimal {
        let text = try row.text(cell)
        guard let number = ExactDecimal(text), number.significand > 0 else {
            throw row.error("the \(what) '\(text)' isn't a positive decimal number")
        }
        return number
    }
}
