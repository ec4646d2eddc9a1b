/// The fields of one message: their tags and where their values stand.
struct FIXFields {
    private var tags: [Int] = []
    private var starts: [Int] = []
    private var ends: [Int] = []
    /// Fields without a tag, as where a value holds the delimiter.
    private(set) var strayCount = 0

    var count: Int { tags.count }
    @inline(__always) func tag(_ index: Int) -> Int { tags[index] }
    @inline(__always) func value(_ index: Int) -> Range<Int> { starts[index]..<ends[index] }

    /// Splits `bytes[range]`.
    ///
    /// A data field, whose length another field tells, may hold delimiters.
    mutating func split(_ bytes: Span<UInt8>, _ range: Range<Int>, delimiter: UInt8) {
        tags.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        strayCount = 0
        var at = range.lowerBound
        while at < range.upperBound {
            var tag = 0
            let first = at
            while at < range.upperBound, at - first < 9, case let digit = bytes[at] &- 48, digit <= 9 {
                tag = 10 * tag + Int(digit)
                at += 1
            }
            let hasTag = at > first && at < range.upperBound && bytes[at] == 61
            let start = hasTag ? at + 1 : at
            var end = start
            if hasTag, let length = dataLength(bytes, before: tag), length <= range.upperBound - start,
                start + length == range.upperBound || bytes[start + length] == delimiter
            {
                end = start + length
            } else {
                while end < range.upperBound, bytes[end] != delimiter { end += 1 }
            }
            if hasTag {
                tags.append(tag)
                starts.append(start)
                ends.append(end)
            } else if end > first {
                strayCount += 1
            }
            at = end + 1
        }
    }

    /// The length that the field before tells of a data field: their tags, of FIX 4.0 to 5.0 SP2.
    private func dataLength(_ bytes: Span<UInt8>, before tag: Int) -> Int? {
        guard let last = tags.last else { return nil }
        switch (last, tag) {
        case (90, 91), (93, 89), (95, 96), (212, 213), (348, 349), (350, 351), (352, 353), (354, 355),
            (356, 357),
            (358, 359), (360, 361), (362, 363), (364, 365), (445, 446), (618, 619), (621, 622), (1184, 1185),
            (1277, 1278), (1280, 1281), (1282, 1283), (1397, 1398), (1401, 1402), (1403, 1404), (1468, 1469):
            return integer(bytes, tags.count - 1)
        default: return nil
        }
    }

    /// The first field of a tag from `from` up to `to`.
    @inline(__always)
    func find(_ tag: Int, from: Int = 0, to: Int? = nil) -> Int? {
        let end = to ?? tags.count
        var index = from
        while index < end {
            if tags[index] == tag { return index }
            index += 1
        }
        return nil
    }

    /// A value that is one letter or digit; 0 where it is anything else.
    @inline(__always)
    func letter(_ bytes: Span<UInt8>, _ index: Int?) -> UInt8 {
        guard let index, ends[index] - starts[index] == 1 else { return 0 }
        return bytes[starts[index]]
    }

    /// A value that is a whole number of at most nine digits.
    func integer(_ bytes: Span<UInt8>, _ index: Int?) -> Int? {
        guard let index, starts[index] < ends[index], ends[index] - starts[index] <= 9 else { return nil }
        var number = 0
        for at in value(index) {
            let digit = bytes[at] &- 48
            guard digit <= 9 else { return nil }
            number = 10 * number + Int(digit)
        }
        return number
    }

    /// Whether a value is this text.
    func equals(_ bytes: Span<UInt8>, _ index: Int, _ text: [UInt8]) -> Bool {
        guard ends[index] - starts[index] == text.count else { return false }
        for at in 0..<text.count where bytes[starts[index] + at] != text[at] { return false }
        return true
    }
}
