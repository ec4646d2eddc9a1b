import JSON
import Machine
import RunReport

/// What a manifest says of the machine.
enum MachineFacts {
    static func list(cores: [Int]) -> [(name: String, value: JSONValue)] {
        let info = MachineInfo.current()
        return [
            ("cpu", .string(info.cpuModel)),
            ("cores_online", .integer(info.coreCount)),
            ("cores_used", .string(CoreSet(cores).description)),
            ("quota", .optional(CoreSet.quota())),
            ("memory_mb", .integer(info.memoryBytes / 1_000_000)),
            ("kernel", .string(info.kernel)),
            ("clock_source", info.clockSource.map { .string($0) } ?? .null),
            ("cycle_counter_hz", .unsigned(CycleClock.frequency)),
            ("cycle_counter_stable", .bool(info.isCycleCounterStable)),
        ]
    }
}
