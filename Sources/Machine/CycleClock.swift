public import CMachine
import Glibc

/// The processor's cycle counter: the clock for measuring, never for engine time.
///
/// `now()` is one instruction (`rdtsc`; `cntvct_el0` on ARM), unordered with its neighbours by a few cycles.
/// Cores of one machine agree where the counter is stable, which ``MachineInfo`` tells.
public enum CycleClock {
    /// Reads the raw counter; any thread, no system call.
    @inlinable
    @inline(__always)
    public static func now() -> UInt64 {
        cm_cycles()
    }

    /// Reads the raw counter once all earlier instructions have finished; about twice the cost of `now()`.
    @inlinable
    @inline(__always)
    public static func nowOrdered() -> UInt64 {
        cm_cycles_ordered()
    }

    /// The counter's cycles per second, found once at first use.
    ///
    /// The value that the processor or hypervisor declares is taken if a 2 ms measurement agrees within
    /// 0.1 %; otherwise the counter is measured against `CLOCK_MONOTONIC_RAW` over 20 ms. The first caller
    /// pays that time: touch it at start-up.
    public static let frequency: UInt64 = calibrate()

    /// The conversion for ``frequency``; copy it into a local before a loop.
    public static let scale = Scale(frequency: frequency)

    /// Converts a count of cycles into nanoseconds, rounding down; exact to 1 in 10¹¹, for any interval
    /// that is shorter than 584 years.
    @inlinable
    public static func nanoseconds(_ cycles: UInt64) -> UInt64 {
        scale.nanoseconds(cycles)
    }

    /// Converts nanoseconds into a count of cycles, rounding down; for any interval below 2⁶⁴ cycles
    /// (a century at 5 GHz).
    @inlinable
    public static func cycles(nanoseconds: UInt64) -> UInt64 {
        scale.cycles(nanoseconds: nanoseconds)
    }

    /// Measures the counter against `CLOCK_MONOTONIC_RAW` for at least `nanoseconds`.
    package static func measureFrequency(overNanoseconds nanoseconds: Int64) -> UInt64 {
        let start = pairedReading()
        var end = start
        repeat {
            usleep(UInt32(max(nanoseconds - (end.nanoseconds - start.nanoseconds), 1000) / 1000))
            end = pairedReading()
        } while end.nanoseconds - start.nanoseconds < nanoseconds
        let product = (end.cycles &- start.cycles).multipliedFullWidth(by: 1_000_000_000)
        return UInt64(end.nanoseconds - start.nanoseconds).dividingFullWidth(product).quotient
    }

    private static func calibrate() -> UInt64 {
        let declared = cm_declared_frequency()
        if declared > 0 {
            let measured = measureFrequency(overNanoseconds: 2_000_000)
            let difference = measured > declared ? measured - declared : declared - measured
            if difference <= declared / 1000 { return declared }
        }
        return measureFrequency(overNanoseconds: 20_000_000)
    }

    /// Reads both clocks at one moment: the tightest of several tries, as a preemption between the two
    /// reads would shift one against the other.
    private static func pairedReading() -> (cycles: UInt64, nanoseconds: Int64) {
        var best: (cycles: UInt64, nanoseconds: Int64) = (0, 0)
        var tightest = UInt64.max
        for _ in 0..<16 {
            let before = cm_cycles_ordered()
            let nanoseconds = cm_clock_nanoseconds(CLOCK_MONOTONIC_RAW)
            let width = cm_cycles_ordered() &- before
            guard width < tightest else { continue }
            tightest = width
            best = (before &+ width / 2, nanoseconds)
        }
        return best
    }
}
