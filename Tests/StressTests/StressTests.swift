import Testing

/// Two or more threads at one ring.
///
/// Worth most as `swift test -c release --sanitize=thread --filter StressTests --no-parallel`: the sanitizer
/// sees an ordering that is too weak even where the processor forgives it. In debug it misses some, as the
/// standard library's own code is not instrumented.
@Suite(.serialized)
struct StressTests {
    #if DEBUG
        private static let events = 50_000
    #else
        private static let events = 1_000_000
    #endif

    @Test(arguments: [1, 8, 1024])
    func `one reader gets every event whole and in order`(capacity: Int) {
        let events = capacity == 1 ? Self.events / 10 : Self.events
        #expect(Scenarios.broadcast(events: events, readers: 1, capacity: capacity) == nil)
    }

    @Test(arguments: [8, 256])
    func `three readers each get every event`(capacity: Int) {
        #expect(Scenarios.broadcast(events: Self.events / 4, readers: 3, capacity: capacity) == nil)
    }

    @Test(arguments: [2, 64])
    func `a full ring's spill comes in order`(capacity: Int) {
        #expect(Scenarios.spill(events: Self.events / 4, capacity: capacity) == nil)
    }

    @Test(arguments: [4, 64])
    func `nothing comes after a promise that excludes it`(capacity: Int) {
        #expect(Scenarios.promise(events: Self.events / 4, capacity: capacity) == nil)
    }

    @Test(arguments: [4, 256])
    func `two rings merge into one order`(capacity: Int) {
        #expect(Scenarios.merge(events: Self.events / 4, capacity: capacity) == nil)
    }
}
