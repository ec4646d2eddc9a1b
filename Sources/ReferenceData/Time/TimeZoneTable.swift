import Archives

/// The offsets of one time zone over all time, from the system's zone files.
///
/// Reads `/usr/share/zoneinfo` (RFC 8536, version 2 and later) itself, so that no C library state is
/// involved. The rule at the end of the file is written out to the year 2262, where 64-bit nanoseconds end.
/// `UTC` needs no file.
///
/// A local time that occurs twice means its first occurrence; one that the clock skips is shifted forward by
/// the gap. That is what Python's `zoneinfo` gives with `fold=0`.
public struct TimeZoneTable: Sendable, Equatable {
    /// Times (seconds, local or UTC as asked) in [from, until), all `offset` seconds east of UTC.
    public struct Segment: Sendable, Equatable {
        /// First second.
        public var from: Int
        /// End, exclusive.
        public var until: Int
        /// Seconds east of UTC.
        public var offset: Int
    }

    /// UTC, which has no changes.
    public static let utc = TimeZoneTable(name: "UTC", starts: [], offsets: [0])

    /// The IANA name.
    public let name: String
    /// UTC seconds at which an offset begins; `offsets` has one more, for the time before the first.
    private let starts: [Int]
    private let offsets: [Int]
    /// The same borders as local times, by the rule for doubled and skipped times above.
    private let localStarts: [Int]

    /// Reads a zone by its IANA name.
    public init(named name: String, directory: String = "/usr/share/zoneinfo") throws(TimeZoneError) {
        if ["UTC", "Etc/UTC", "Z", "GMT", "Etc/GMT"].contains(name) {
            self.init(name: name, starts: [], offsets: [0])
            return
        }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isName = parts.allSatisfy { part in
            !part.isEmpty && part.first != "."
                && part.utf8.allSatisfy { byte in
                    (48...57).contains(byte) || (65...90).contains(byte & 0xDF)
                        || [43, 45, 46, 95].contains(byte)
                }
        }
        guard isName else { throw .notAName(name) }
        let bytes: [UInt8]
        do {
            bytes = try ArchiveReader.contents(path: "\(directory)/\(name)", limit: 1 << 20)
        } catch {
            throw .unknown(name, directory: directory)
        }
        guard var file = ZoneFile(bytes) else { throw .damaged(name) }
        file.extend(until: 2262)
        self.init(name: name, starts: file.starts, offsets: file.offsets)
    }

    private init(name: String, starts: [Int], offsets: [Int]) {
        self.name = name
        self.starts = starts
        self.offsets = offsets
        localStarts = starts.indices.map { starts[$0] + max(offsets[$0], offsets[$0 + 1]) }
    }

    /// Whether local time is always UTC.
    public var isUTC: Bool { starts.isEmpty && offsets == [0] }

    /// Seconds east of UTC at a UTC second.
    public func offset(atUTC second: Int) -> Int { offsets[Self.place(of: second, in: starts)] }

    /// The stretch of UTC seconds around `second` that share an offset.
    public func segment(ofUTC second: Int) -> Segment {
        let place = Self.place(of: second, in: starts)
        return Segment(
            from: place == 0 ? Int.min : starts[place - 1],
            until: place == starts.count ? Int.max : starts[place], offset: offsets[place])
    }

    /// The stretch of local times around `second` that share an offset.
    public func segment(ofLocal second: Int) -> Segment {
        let place = Self.place(of: second, in: localStarts)
        return Segment(
            from: place == 0 ? Int.min : localStarts[place - 1],
            until: place == localStarts.count ? Int.max : localStarts[place], offset: offsets[place])
    }

    /// The UTC second of a local one.
    public func utc(fromLocal second: Int) -> Int { second - segment(ofLocal: second).offset }

    /// How many of the borders are at or before `second`.
    private static func place(of second: Int, in borders: [Int]) -> Int {
        var low = 0
        var high = borders.count
        while low < high {
            let middle = (low + high) / 2
            if borders[middle] <= second { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// Why a time zone can't be used.
public enum TimeZoneError: Error, Equatable, CustomStringConvertible {
    /// Not written like one.
    case notAName(String)
    /// No such file.
    case unknown(String, directory: String)
    /// A file that can't be read.
    case damaged(String)

    /// What is wrong, in words.
    public var description: String {
        switch self {
        case .notAName(let name): "'\(name)' isn't the name of a time zone, such as America/New_York"
        case .unknown(let name, let directory): "no time zone '\(name)' in \(directory)"
        case .damaged(let name): "the file of time zone '\(name)' isn't a zone file of version 2 or later"
        }
    }
}
