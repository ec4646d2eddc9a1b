extension TradingHours {
    /// Reads an entry of a `market-hours-database.json` as QuantConnect's Lean keeps it.
    ///
    /// - Parameters:
    ///   - path: the file, of at most 64 MiB.
    ///   - key: the entry, as `Future-cme-ES`; a symbol without one has that of its market, `Future-cme-[*]`.
    ///   - extended: whether hours before and after the market's own count, as the nights of futures.
    public init(marketHours path: String, key: String, extended: Bool) throws(ReferenceDataError) {
        try self.init(
            marketHours: try ReferenceFile.bytes(path), path: path, key: key, extended: extended)
    }

    /// Reads an entry of a file's bytes; `path` is for messages.
    public init(
        marketHours bytes: [UInt8], path: String, key: String, extended: Bool
    ) throws(ReferenceDataError) {
        var parts = key.split(separator: "-", maxSplits: 2, omittingEmptySubsequences: false)
        if parts.count == 3 { parts[2] = "[*]" }
        let market = parts.joined(separator: "-")
        var own: JSONScanner?
        var others: JSONScanner?
        var scanner = JSONScanner(bytes, path: path)
        try scanner.object { (scanner, name) throws(ReferenceDataError) in
            guard name == "entries" else { return try scanner.skip() }
            try scanner.object { (scanner, name) throws(ReferenceDataError) in
                if name == key { own = scanner } else if name == market { others = scanner }
                try scanner.skip()
            }
        }
        guard var entry = own ?? others else {
            throw ReferenceDataError(
                path: path, line: nil, reason: "there is no entry '\(key)', and no '\(market)'")
        }
        self = try Self.read(&entry, extended: extended)
    }

    private static let days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]

    private static func read(
        _ entry: inout JSONScanner, extended: Bool
    ) throws(ReferenceDataError) -> TradingHours {
        var zone = ""
        var week = [[Span]](repeating: [], count: 7)
        var holidays: [CivilDate] = []
        var (earlyCloses, lateOpens): ([CivilDate: Int], [CivilDate: Int]) = ([:], [:])
        try entry.object { (scanner, name) throws(ReferenceDataError) in
            switch name {
            case "exchangeTimeZone": zone = try scanner.string()
            case "holidays":
                try scanner.array { (scanner) throws(ReferenceDataError) in
                    holidays.append(try day(try scanner.string(), scanner))
                }
            case "earlyCloses": earlyCloses = try times(&scanner)
            case "lateOpens": lateOpens = try times(&scanner)
            default:
                guard let index = days.firstIndex(of: name) else { return try scanner.skip() }
                week[index] = try spans(&scanner, extended: extended)
            }
        }
        do {
            return try TradingHours(
                zone: zone, week: week, holidays: holidays, earlyCloses: earlyCloses, lateOpens: lateOpens)
        } catch {
            throw entry.error(error.description)
        }
    }

    private static func spans(
        _ scanner: inout JSONScanner, extended: Bool
    ) throws(ReferenceDataError) -> [Span] {
        var spans: [Span] = []
        try scanner.array { (scanner) throws(ReferenceDataError) in
            var (start, end, state) = ("", "", "")
            try scanner.object { (scanner, name) throws(ReferenceDataError) in
                switch name {
                case "start": start = try scanner.string()
                case "end": end = try scanner.string()
                case "state": state = try scanner.string()
                default: try scanner.skip()
                }
            }
            guard extended || state == "market" else { return }
            spans.append(Span(open: try second(start, scanner), close: try second(end, scanner)))
        }
        return spans
    }

    private static func times(_ scanner: inout JSONScanner) throws(ReferenceDataError) -> [CivilDate: Int] {
        var times: [CivilDate: Int] = [:]
        try scanner.object { (scanner, name) throws(ReferenceDataError) in
            times[try day(name, scanner)] = try second(try scanner.string(), scanner)
        }
        return times
    }

    /// A day written `12/25/2026`.
    private static func day(_ text: String, _ scanner: JSONScanner) throws(ReferenceDataError) -> CivilDate {
        let parts = text.split(separator: "/").compactMap { Int($0) }
        guard parts.count == 3, let day = CivilDate(year: parts[2], month: parts[0], day: parts[1]) else {
            throw scanner.error("'\(text)' isn't a day written month/day/year")
        }
        return day
    }

    /// A time of day written `09:30:00`, or `1.00:00:00` for the midnight at its end.
    private static func second(_ text: String, _ scanner: JSONScanner) throws(ReferenceDataError) -> Int {
        if text == "1.00:00:00" || text == "1:00:00:00" { return midnight }
        let parts = text.split(separator: ":").compactMap { Int($0) }
        guard parts.count == 3, (0...24).contains(parts[0]), (0..<60).contains(parts[1]),
            (0..<60).contains(parts[2])
        else { throw scanner.error("'\(text)' isn't a time of day written hh:mm:ss") }
        return parts[0] * 3600 + parts[1] * 60 + parts[2]
    }
}
