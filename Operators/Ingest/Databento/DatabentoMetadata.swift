import Archives
import OperatorKit
import ReferenceData

/// What a DBN file says of itself before its first record.
struct DatabentoMetadata {
    /// Which instrument a symbol stood for, and when.
    struct Mapping {
        /// As it was asked for, or as the exchange calls it.
        var symbol: String
        var instrument: UInt32
        /// ns since 1970; `until` is exclusive.
        var from: Int64
        var until: Int64
    }

    private(set) var version = 0
    private(set) var mappings: [Mapping] = []

    /// Longest metadata that is read: all symbols of an exchange take some ten MB.
    private static let limit = 1 << 28

    /// Reads it from the beginning of a file.
    init(_ window: inout ByteWindow, _ file: FeedFile) throws(OperatorError) {
        let bytes: [UInt8]
        do {
            guard try window.fill(8, from: file.archive),
                window.bytes[window.next..<window.next + 3].elementsEqual([68, 66, 78])
            else {
                throw OperatorError(
                    "'\(file.name)' is no DBN file: it does not begin with 'DBN'", argument: "path",
                    help: "CSV files are read by ingest.csv; a DBN file may be zstd-compressed")
            }
            version = Int(window.bytes[window.next + 3])
            guard (1...3).contains(version) else {
                throw OperatorError(
                    "'\(file.name)' is DBN version \(version)", argument: "path",
                    help: "versions 1 to 3 are read")
            }
            let length = Int(window.bytes.span.u32(window.next + 4))
            window.skip(8)
            guard length <= Self.limit, try window.fill(length, from: file.archive) else {
                throw Self.damage(file, "its metadata says \(length) bytes, which are not there")
            }
            bytes = Array(window.bytes[window.next..<window.next + length])
            window.skip(length)
        } catch let error as ArchiveError {
            throw OperatorError(error)
        } catch let error as OperatorError {
            throw error
        } catch {
            throw OperatorError("\(error)", argument: "path")
        }
        var reader = FieldReader(bytes: bytes)
        guard read(&reader) else { throw Self.damage(file, "its metadata ends too early") }
    }

    private static func damage(_ file: FeedFile, _ what: String) -> OperatorError {
        OperatorError("'\(file.name)' is damaged: \(what)", argument: "path")
    }

    private mutating func read(_ reader: inout FieldReader) -> Bool {
        // Dataset, schema, start, end and limit; in version 1 a count of records too.
        guard reader.skip(version == 1 ? 50 : 42), let input = reader.number(1),
            let output = reader.number(1),
            reader.skip(1)
        else { return false }
        // Version 1 has no field for the length of its symbols, and a shorter reserve.
        var symbolLength = 22
        if version > 1 {
            guard let length = reader.number(2) else { return false }
            symbolLength = Int(length)
        }
        guard symbolLength > 0, reader.skip(version == 1 ? 47 : 53), let definitions = reader.number(4),
            reader.skip(Int(definitions))
        else { return false }
        // Symbols asked for, found for a part of the time, and not found.
        for _ in 0..<3 {
            guard let count = reader.number(4), Int(count) <= reader.left / symbolLength,
                reader.skip(Int(count) * symbolLength)
            else { return false }
        }
        return readMappings(&reader, symbolLength, isByInstrument: input == 0, toInstrument: output == 0)
    }

    /// Symbology type 0 is the instrument's number; of the other side of the pair comes the symbol.
    private mutating func readMappings(
        _ reader: inout FieldReader, _ symbolLength: Int, isByInstrument: Bool, toInstrument: Bool
    ) -> Bool {
        guard let count = reader.number(4) else { return false }
        for _ in 0..<count {
            guard let symbol = reader.text(symbolLength), let intervals = reader.number(4) else {
                return false
            }
            for _ in 0..<intervals {
                guard let from = reader.number(4), let until = reader.number(4),
                    let mapped = reader.text(symbolLength)
                else { return false }
                let (name, number) = isByInstrument && !toInstrument ? (mapped, symbol) : (symbol, mapped)
                guard let instrument = UInt32(number), let from = Self.midnight(from),
                    let until = Self.midnight(until)
                else { continue }
                mappings.append(Mapping(symbol: name, instrument: instrument, from: from, until: until))
            }
        }
        return true
    }

    /// The UTC midnight of a date written as the number YYYYMMDD.
    private static func midnight(_ date: UInt64) -> Int64? {
        let (year, month, day) = (Int(date / 10_000), Int(date / 100 % 100), Int(date % 100))
        guard (1970...2261).contains(year), (1...12).contains(month), (1...31).contains(day) else {
            return nil
        }
        return Int64(CivilDate.days(year: year, month: month, day: day)) * 86_400_000_000_000
    }
}

/// Reads fields one after another; nil where the bytes end.
private struct FieldReader {
    let bytes: [UInt8]
    private var at = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var left: Int { bytes.count - at }

    mutating func skip(_ count: Int) -> Bool {
        guard count <= left else { return false }
        at += count
        return true
    }

    mutating func number(_ size: Int) -> UInt64? {
        guard size <= left else { return nil }
        var value: UInt64 = 0
        for index in (0..<size).reversed() { value = value << 8 | UInt64(bytes[at + index]) }
        at += size
        return value
    }

    mutating func text(_ size: Int) -> String? {
        guard size <= left else { return nil }
        defer { at += size }
        return bytes.span.text(at, size)
    }
}
