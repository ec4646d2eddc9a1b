import Contestants
import Rings

/// Our side of the duel, through the same calls that operators and engine make.
enum OurRing {
    /// A ring for one writer and one reader.
    static func make() -> RingStorage {
        RingStorage(
            stride: MemoryLayout<bench_payload>.stride, capacity: BENCH_CAPACITY, readers: 1)
    }

    /// Sends and publishes one event at a time.
    static func produceSingle(_ storage: RingStorage, _ events: UInt64) {
        var writer = RingWriter(storage)
        let outlet = Outlet<bench_payload>(writer)
        var spins: UInt32 = 0
        for number in 0..<events {
            while writer.free == 0, writer.refresh() == 0 { unsafe bench_relax(&spins) }
            spins = 0
            outlet.send(bench_make(number))
            writer.publish()
        }
    }

    /// Reads and releases one event at a time.
    static func consumeSingle(_ storage: RingStorage, _ events: UInt64) -> UInt64 {
        var reader = RingReader(storage)
        var digest: UInt64 = 0
        var spins: UInt32 = 0
        for _ in 0..<events {
            while reader.available == 0 {
                reader.refresh()
                if reader.available == 0 { unsafe bench_relax(&spins) }
            }
            spins = 0
            reader.read(1, as: bench_payload.self) { digest &+= Self.digest($0[0]) }
            reader.release(1)
        }
        return digest
    }

    /// Sends up to 64 events, then publishes them together.
    static func produceBatch(_ storage: RingStorage, _ events: UInt64) {
        var writer = RingWriter(storage)
        let outlet = Outlet<bench_payload>(writer)
        var spins: UInt32 = 0
        var number: UInt64 = 0
        var batch = [bench_payload](repeating: bench_make(0), count: Int(BENCH_BATCH))
        while number < events {
            let wanted = Int(min(events - number, UInt64(BENCH_BATCH)))
            var places = batch.mutableSpan
            for offset in 0..<wanted { places[offset] = bench_make(number &+ UInt64(offset)) }
            var sent = 0
            while sent < wanted {
                var room = writer.free
                if room < wanted - sent { room = writer.refresh() }
                guard room > 0 else {
                    unsafe bench_relax(&spins)
                    continue
                }
                spins = 0
                let count = min(room, wanted - sent)
                outlet.send(contentsOf: batch.span.extracting(sent..<(sent + count)))
                writer.publish()
                sent += count
            }
            number += UInt64(wanted)
        }
    }

    /// Reads what is there in runs, and releases each run.
    static func consumeBatch(_ storage: RingStorage, _ events: UInt64) -> UInt64 {
        var reader = RingReader(storage)
        var digest: UInt64 = 0
        var spins: UInt32 = 0
        var number: UInt64 = 0
        while number < events {
            reader.refresh()
            guard reader.available > 0 else {
                unsafe bench_relax(&spins)
                continue
            }
            spins = 0
            while reader.available > 0 {
                let run = reader.contiguous(min(reader.available, BENCH_BATCH))
                reader.read(run, as: bench_payload.self) { events in
                    for index in events.indices { digest &+= Self.digest(events[index]) }
                }
                reader.release(run)
                number += UInt64(run)
            }
        }
        return digest
    }

    /// Both sides by turns on one thread, one event at a time.
    static func turnsSingle(_ storage: RingStorage, _ events: UInt64) -> UInt64 {
        var writer = RingWriter(storage)
        let outlet = Outlet<bench_payload>(writer)
        var reader = RingReader(storage)
        var digest: UInt64 = 0
        for number in 0..<events {
            while writer.free == 0, writer.refresh() == 0 {}
            outlet.send(bench_make(number))
            writer.publish()
            while reader.available == 0 { reader.refresh() }
            reader.read(1, as: bench_payload.self) { digest &+= Self.digest($0[0]) }
            reader.release(1)
        }
        return digest
    }

    /// Both sides by turns on one thread, 64 events at a time.
    static func turnsBatch(_ storage: RingStorage, _ events: UInt64) -> UInt64 {
        var writer = RingWriter(storage)
        let outlet = Outlet<bench_payload>(writer)
        var reader = RingReader(storage)
        var digest: UInt64 = 0
        let batch = UInt64(BENCH_BATCH)
        for number in stride(from: 0, to: events, by: Int(batch)) {
            if writer.free < batch { _ = writer.refresh() }
            for offset in 0..<batch { outlet.send(bench_make(number &+ offset)) }
            writer.publish()
            reader.refresh()
            while reader.available > 0 {
                let run = reader.contiguous(reader.available)
                reader.read(run, as: bench_payload.self) { events in
                    for index in events.indices { digest &+= Self.digest(events[index]) }
                }
                reader.release(run)
            }
        }
        return digest
    }

    @inline(__always)
    private static func digest(_ payload: bench_payload) -> UInt64 {
        UInt64(bitPattern: payload.time) &+ payload.c
    }
}
