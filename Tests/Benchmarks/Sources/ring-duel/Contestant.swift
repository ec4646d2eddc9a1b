import Contestants
import Rings

/// One queue in one mode: how to make it and how to use its two ends.
@safe struct Contestant {
    let name: String
    let mode: String
    let isOurs: Bool
    // SAFETY: constant function pointers and string literals.
    private let entry: bench_contestant

    /// All contestants of a mode, ours first.
    static func all(mode: String) -> [Contestant] {
        let peers = (0..<bench_peer_count()).map { unsafe Contestant(peer: bench_peer($0)) }
        return ([ours(mode: mode)] + peers).filter { $0.mode == mode }
    }

    private init(peer: bench_contestant) {
        unsafe name = String(cString: peer.name)
        unsafe mode = String(cString: peer.mode)
        isOurs = false
        unsafe entry = unsafe peer
    }

    private init(name: String, mode: String, ours: bench_contestant) {
        self.name = name
        self.mode = mode
        isOurs = true
        unsafe entry = unsafe ours
    }

    /// One duel on two cores.
    func duel(events: UInt64, cores: (Int32, Int32)) -> bench_result {
        // SAFETY: the queue lives from here to the end of this call, and both threads end inside it.
        let queue = unsafe entry.make()
        defer { unsafe entry.destroy(queue) }
        return unsafe bench_duel(entry.producer, entry.consumer, queue, events, cores.0, cores.1)
    }

    /// Both sides by turns on this thread; returns the digest.
    func turns(events: UInt64) -> UInt64 {
        let queue = unsafe entry.make()
        defer { unsafe entry.destroy(queue) }
        return unsafe entry.turns(queue, events)
    }

    private static func ours(mode: String) -> Contestant {
        // SAFETY: `make` retains the storage that `destroy` releases; the sides borrow it between the two.
        var entry = unsafe bench_contestant()
        unsafe entry.make = { unsafe Unmanaged.passRetained(OurRing.make()).toOpaque() }
        unsafe entry.destroy = { raw in
            guard let raw = unsafe raw else { return }
            unsafe Unmanaged<RingStorage>.fromOpaque(raw).release()
        }
        if mode == "single" {
            unsafe entry.producer = { raw, events in
                unsafe OurRing.produceSingle(storage(raw), events)
                return 0
            }
            unsafe entry.consumer = { raw, events in unsafe OurRing.consumeSingle(storage(raw), events) }
            unsafe entry.turns = { raw, events in unsafe OurRing.turnsSingle(storage(raw), events) }
            return unsafe Contestant(name: "gm-flow send+publish/read+release", mode: mode, ours: entry)
        }
        unsafe entry.producer = { raw, events in
            unsafe OurRing.produceBatch(storage(raw), events)
            return 0
        }
        unsafe entry.consumer = { raw, events in unsafe OurRing.consumeBatch(storage(raw), events) }
        unsafe entry.turns = { raw, events in unsafe OurRing.turnsBatch(storage(raw), events) }
        return unsafe Contestant(name: "gm-flow send×64+publish/read", mode: mode, ours: entry)
    }
}

private func storage(_ raw: UnsafeMutableRawPointer?) -> RingStorage {
    guard let raw = unsafe raw else { preconditionFailure("a contestant has a queue") }
    return unsafe Unmanaged<RingStorage>.fromOpaque(raw).takeUnretainedValue()
}
