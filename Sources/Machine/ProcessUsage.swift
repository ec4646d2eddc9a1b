internal import CMachine

/// What the kernel has counted for the whole process since it started.
public struct ProcessUsage: Sendable, Equatable {
    /// Processor time of all threads, user and system.
    public var cpuNanoseconds: UInt64
    /// The largest resident size so far.
    public var maxResidentBytes: Int
    /// How often the kernel took a core away from any thread.
    public var involuntarySwitches: Int
    /// How often any thread gave its core up.
    public var voluntarySwitches: Int

    /// The counts up to now; two system calls.
    public static func current() -> ProcessUsage {
        let usage = cm_process_usage()
        return ProcessUsage(
            cpuNanoseconds: UInt64(usage.cpu_nanoseconds), maxResidentBytes: Int(usage.max_resident_bytes),
            involuntarySwitches: Int(usage.involuntary_switches),
            voluntarySwitches: Int(usage.voluntary_switches))
    }
}
