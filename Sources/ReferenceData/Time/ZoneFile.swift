/// The content of a compiled zone file: where offsets begin, and the rule that goes on from there.
struct ZoneFile {
    /// UTC seconds at which an offset begins.
    private(set) var starts: [Int] = []
    /// Seconds east of UTC: before the first start, then from each on.
    private(set) var offsets: [Int]
    private let rule: PosixZoneRule?

    /// Reads the 64-bit block and the footer; nil if the bytes are no such file.
    init?(_ bytes: [UInt8]) {
        guard let first = Header(bytes, at: 0), first.version >= 50,
            let header = Header(bytes, at: first.end(timeSize: 4))
        else { return nil }
        let times = header.start + Header.size
        let kinds = times + header.timeCount * 8
        let types = kinds + header.timeCount
        let end = header.end(timeSize: 8)
        guard end <= bytes.count, header.typeCount > 0 else { return nil }
        func offset(_ type: Int) -> Int? {
            guard type < header.typeCount else { return nil }
            return Int(Int32(truncatingIfNeeded: Self.integer(bytes, types + type * 6, 4)))
        }
        guard let initial = offset(0) else { return nil }
        offsets = [initial]
        for index in 0..<header.timeCount {
            guard let next = offset(Int(bytes[kinds + index])) else { return nil }
            let start = Int(Int64(bitPattern: UInt64(Self.integer(bytes, times + index * 8, 8))))
            if let last = starts.last, start <= last { return nil }
            starts.append(start)
            offsets.append(next)
        }
        let footer = bytes[end...].dropFirst().prefix { $0 != 10 }
        guard bytes[end...].first == 10 else { return nil }
        rule = PosixZoneRule(String(decoding: footer, as: UTF8.self))
        if rule == nil && !footer.isEmpty { return nil }
    }

    /// Writes out the changes that the rule makes up to the end of `year`.
    mutating func extend(until year: Int) {
        guard let rule else { return }
        let last = starts.last ?? Int.min
        // Begins two years early, to be safe: changes up to the last written one are skipped.
        let from = starts.last.map { 1970 + $0 / 31_556_952 - 2 } ?? 1970
        for change in (min(from, year)...year).flatMap({ rule.changes(year: $0) }) where change.second > last
        {
            guard change.offset != offsets[offsets.count - 1] else { continue }
            if let previous = starts.last, change.second <= previous { continue }
            starts.append(change.second)
            offsets.append(change.offset)
        }
    }

    private struct Header {
        static let size = 44
        let start: Int
        let version: UInt8
        let utcFlagCount, standardFlagCount, leapCount, timeCount, typeCount, nameBytes: Int

        init?(_ bytes: [UInt8], at start: Int) {
            guard start + Self.size <= bytes.count, bytes[start...].starts(with: Array("TZif".utf8)) else {
                return nil
            }
            self.start = start
            version = bytes[start + 4]
            let counts = (0..<6).map { Int(ZoneFile.integer(bytes, start + 20 + $0 * 4, 4)) }
            guard counts.allSatisfy({ $0 < 1 << 20 }) else { return nil }
            utcFlagCount = counts[0]
            standardFlagCount = counts[1]
            leapCount = counts[2]
            timeCount = counts[3]
            typeCount = counts[4]
            nameBytes = counts[5]
        }

        func end(timeSize: Int) -> Int {
            start + Self.size + timeCount * (timeSize + 1) + typeCount * 6 + nameBytes
                + leapCount * (timeSize + 4) + standardFlagCount + utcFlagCount
        }
    }

    private static func integer(_ bytes: [UInt8], _ start: Int, _ count: Int) -> UInt {
        bytes[start..<(start + count)].reduce(0) { $0 << 8 | UInt($1) }
    }
}
