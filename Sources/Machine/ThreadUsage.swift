internal import CMachine

/// What the kernel has counted for one thread since it started.
public struct ThreadUsage: Sendable, Equatable {
    /// How often the kernel took the core away: the evidence for gaps that are not the program's own.
    public var involuntarySwitches: Int
    /// How often the thread gave the core up by sleeping or waiting.
    public var voluntarySwitches: Int
    /// Processor time, user and system.
    public var cpuNanoseconds: UInt64

    /// The calling thread's counts; two system calls, some hundred nanoseconds.
    public static func current() -> ThreadUsage {
        let usage = cm_thread_usage()
        return ThreadUsage(
            involuntarySwitches: Int(usage.involuntary_switches),
            voluntarySwitches: Int(usage.voluntary_switches), cpuNanoseconds: UInt64(usage.cpu_nanoseconds))
    }
}
