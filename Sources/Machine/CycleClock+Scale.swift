extension CycleClock {
    /// The fixed-point factors between cycles and nanoseconds: one multiplication and a shift each way.
    public struct Scale: Sendable, Equatable, BitwiseCopyable {
        /// Nanoseconds per cycle × 2⁴⁰.
        @usableFromInline let nanosecondsPerCycle: UInt64
        /// Cycles per nanosecond × 2⁴⁰.
        @usableFromInline let cyclesPerNanosecond: UInt64

        /// Makes the factors for a counter of `frequency` Hz, from 1 kHz to 16 PHz.
        public init(frequency: UInt64) {
            precondition(
                frequency >= 1000 && frequency < 1 << 54, "a counter's frequency is within 1 kHz to 16 PHz")
            let shifted = UInt64(1_000_000_000).multipliedFullWidth(by: 1 << 40)
            nanosecondsPerCycle = frequency.dividingFullWidth(shifted).quotient
            let hertz = frequency.multipliedFullWidth(by: 1 << 40)
            cyclesPerNanosecond = UInt64(1_000_000_000).dividingFullWidth(hertz).quotient
        }

        /// Converts cycles into nanoseconds, rounding down; the result must be below 2⁶⁴ (584 years).
        @inlinable
        @inline(__always)
        public func nanoseconds(_ cycles: UInt64) -> UInt64 {
            // The product has 128 bits, so nothing overflows before the result itself does.
            let product = cycles.multipliedFullWidth(by: nanosecondsPerCycle)
            return (product.high << 24) | (product.low >> 40)
        }

        /// Converts nanoseconds into cycles, rounding down; the result must be below 2⁶⁴.
        @inlinable
        @inline(__always)
        public func cycles(nanoseconds: UInt64) -> UInt64 {
            let product = nanoseconds.multipliedFullWidth(by: cyclesPerNanosecond)
            return (product.high << 24) | (product.low >> 40)
        }
    }
}
