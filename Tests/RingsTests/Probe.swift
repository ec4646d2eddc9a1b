import Rings

/// An event of four words whose content follows from its number, so that a wrong slot is seen.
struct Probe: BitwiseCopyable, Sendable, Equatable {
    var time: Int64
    var sequence: Int64
    var stamp: UInt64
    var payload: UInt64

    init(_ number: Int) {
        time = Int64(number) * 10
        sequence = Int64(number)
        stamp = 0
        payload = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
    }

    static func ring(capacity: Int, readers: Int = 1) -> RingStorage {
        RingStorage(stride: MemoryLayout<Probe>.stride, capacity: capacity, readers: readers)
    }
}

/// Holds a reader, as arrays can't hold noncopyable values.
final class ReaderBox {
    var reader: RingReader

    init(_ storage: RingStorage, index: Int = 0) { reader = RingReader(storage, index: index) }

    /// Reads and releases up to `limit` events that are available without looking again.
    func take(_ limit: Int = .max) -> [Probe] {
        var taken: [Probe] = []
        while taken.count < limit, reader.available > 0 {
            let run = reader.contiguous(min(reader.available, limit - taken.count))
            reader.read(run, as: Probe.self) { events in
                for index in events.indices { taken.append(events[index]) }
            }
            reader.release(run)
        }
        return taken
    }

    /// Looks again, then takes all.
    func takeFresh() -> [Probe] {
        reader.refresh()
        return take()
    }
}

/// Vigna's splitmix64: the same numbers for the same seed, everywhere.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

extension RollingHash {
    /// Adds events given as plain words.
    mutating func add(_ words: [UInt64], eachOf count: Int) {
        // SAFETY: the array's own memory, read during the call only.
        unsafe words.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            unsafe add(base, events: words.count / count, words: count)
        }
    }
}
