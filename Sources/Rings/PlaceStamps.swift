internal import Synchronization

/// When the events of one edge were published, by their places in the run's order: the latest 4,096 of them.
///
/// One thread writes, any other looks up, both through `table`. A stamp is there for whoever has acquired something, an
/// event, that the writer released after it.
@safe public final class PlaceStamps: Sendable {
    /// The way to the stamps, valid as long as this object is.
    public let table: Table

    /// Remembers nothing yet.
    public init() { table = Table(capacity: Self.capacity) }

    deinit { table.free() }

    static var capacity: Int { 4096 }

    /// A trivial handle, as `Outlet` is: copying it copies a pointer.
    @safe public struct Table: @unchecked Sendable, BitwiseCopyable {
        // SAFETY: allocated by init, freed by `free` in the owner's deinit; whoever holds a table holds its owner too.
        // The words are only touched as atomics.
        /// Two words a place, the second one being the stamp, the first one stamp and place mixed: a pair of which one
        /// half is newer than the other fits no place.
        private let words: UnsafeMutablePointer<Atomic<UInt64>>

        init(capacity: Int) {
            unsafe words = .allocate(capacity: 2 * capacity)
            for index in 0..<(2 * capacity) { unsafe (words + index).initialize(to: Atomic(0)) }
        }

        func free() {
            unsafe words.deinitialize(count: 2 * PlaceStamps.capacity)
            unsafe words.deallocate()
        }

        private func slot(_ sequence: Int64) -> UnsafeMutablePointer<Atomic<UInt64>> {
            let mixed = UInt64(bitPattern: sequence) &* 0x9E37_79B9_7F4A_7C15
            return unsafe words + 2 &* Int(truncatingIfNeeded: mixed &>> 52)
        }

        /// Remembers the stamp, which is not 0, of the event at a place.
        public func set(_ sequence: Int64, _ stamp: UInt64) {
            let slot = unsafe slot(sequence)
            unsafe slot[0].store(stamp ^ UInt64(bitPattern: sequence), ordering: .relaxed)
            unsafe slot[1].store(stamp, ordering: .relaxed)
        }

        /// The stamp of the event at a place; nil where there was none, or it is too long ago.
        public func stamp(_ sequence: Int64) -> UInt64? {
            let slot = unsafe slot(sequence)
            let stamp = unsafe slot[1].load(ordering: .relaxed)
            let mixed = unsafe slot[0].load(ordering: .relaxed)
            return stamp != 0 && mixed == stamp ^ UInt64(bitPattern: sequence) ? stamp : nil
        }
    }
}
