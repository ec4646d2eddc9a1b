import MarketModel

@testable import IngestOperators

/// A file's records as the layout tables read them, without the decoder under test.
struct Records {
    var version = 0
    var records: [[UInt8]] = []

    init(_ bytes: [UInt8]) {
        version = Int(bytes[3])
        var at = 8 + Int(bytes.span.u32(4))
        while at < bytes.count {
            let length = 4 * Int(bytes[at])
            records.append(Array(bytes[at..<at + length]))
            at += length
        }
    }

    /// `name=value …` of a record.
    func describe(_ record: [UInt8]) -> String {
        guard let kind = RecordKind(rawValue: record[1]) else { return "unknown" }
        return RecordLayout.of(kind, version: version).describe(record.span)
    }

    /// The fields of a record by name, as text.
    func fields(_ record: [UInt8]) -> [String: String] {
        var fields: [String: String] = [:]
        for part in describe(record).split(separator: " ") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2 { fields[String(pair[0])] = String(pair[1]) }
        }
        return fields
    }
}

/// The 64-bit hash of Fowler, Noll and Vo (1a) in hexadecimal.
func fnv(_ text: String) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}

/// Little-endian bytes.
func littleEndian(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
}

/// A DBN file of version 3 made of parts.
struct MadeFile {
    var bytes: [UInt8]

    /// - Parameter mappings: symbols with their numbers and the dates from which and until which, YYYYMMDD.
    init(
        _ mappings: [(symbol: String, number: Int, from: UInt64, until: UInt64)] = [],
        hasSendTime: Bool = false
    ) {
        func text(_ value: String, _ count: Int) -> [UInt8] {
            Array(value.utf8) + [UInt8](repeating: 0, count: count - value.utf8.count)
        }
        var body = text("GLBX.MDP3", 16) + made(0xFFFF, 2) + made(0, 8) + made(.max, 8) + made(0, 8)
        body += [1, 0, hasSendTime ? 1 : 0] + made(71, 2) + text("", 53) + made(0, 4)
        body += made(0, 4) + made(0, 4) + made(0, 4)
        let symbols = mappings.map(\.symbol).reduce(into: [String]()) {
            if !$0.contains($1) { $0.append($1) }
        }
        body += made(UInt64(symbols.count), 4)
        for symbol in symbols {
            let own = mappings.filter { $0.symbol == symbol }
            body += text(symbol, 71) + made(UInt64(own.count), 4)
            for mapping in own {
                body += made(mapping.from, 4) + made(mapping.until, 4) + text("\(mapping.number)", 71)
            }
        }
        bytes = Array("DBN".utf8) + [3] + made(UInt64(body.count), 4) + body
    }

    /// Adds a record whose fields are given by name; the rest is zero.
    mutating func add(
        _ kind: RecordKind, _ fields: [String: Int64], letters: [String: String] = [:],
        instrument: UInt64 = 1,
        publisher: UInt64 = 1, sendTime: UInt64? = nil
    ) {
        let layout = RecordLayout.of(kind, version: 3)
        var record = [UInt8](repeating: 0, count: layout.size)
        func put(_ name: String, _ value: UInt64) {
            guard let field = layout.fields.first(where: { $0.name == name }) else { return }
            record.replaceSubrange(field.offset..<field.offset + field.size, with: made(value, field.size))
        }
        put("length", UInt64(layout.size + (sendTime == nil ? 0 : 8)) / 4)
        put("rtype", UInt64(kind.rawValue))
        put("instrument_id", instrument)
        put("publisher_id", publisher)
        for (name, value) in fields { put(name, UInt64(bitPattern: value)) }
        for (name, value) in letters {
            guard let field = layout.fields.first(where: { $0.name == name }) else { continue }
            for (index, byte) in value.utf8.enumerated() { record[field.offset + index] = byte }
        }
        bytes += record + (sendTime.map { made($0, 8) } ?? [])
    }

    /// Adds a trade at a time.
    mutating func trade(
        _ time: Int64, price: Int64 = 100, size: Int64 = 1, side: String = "B", instrument: UInt64 = 1,
        publisher: UInt64 = 1
    ) {
        add(
            .trade,
            ["ts_recv": time, "ts_event": time - 5, "price": price * Price.scale, "size": size],
            letters: ["action": "T", "side": side], instrument: instrument, publisher: publisher)
    }
}

private func made(_ value: UInt64, _ count: Int) -> [UInt8] { littleEndian(value, count) }
