internal import CMachine

/// What this machine is, for `gm-flow doctor` and for the head of a report.
public struct MachineInfo: Sendable, Equatable {
    /// The processor's name as the kernel shows it, or "unknown".
    public var cpuModel: String
    /// Cores that are online, whoever may use them; see ``CoreSet/usable()`` for this process.
    public var coreCount: Int
    /// The kernel's name and release.
    public var kernel: String
    /// The size of a memory page.
    public var pageBytes: Int
    /// The machine's memory.
    public var memoryBytes: Int
    /// The kernel's own clock source (`tsc`, `kvm-clock`, …), or nil where it doesn't tell.
    public var clockSource: String?
    /// True if the cycle counter keeps one rate through frequency changes and idle states.
    public var isCycleCounterStable: Bool

    /// Looks at this machine; reads three small files.
    public static func current() -> MachineInfo {
        let cpuinfo = SmallFile.text("/proc/cpuinfo") ?? ""
        return MachineInfo(
            cpuModel: cpuModel(cpuinfo), coreCount: Int(cm_online_cores()), kernel: kernelName(),
            pageBytes: Int(cm_page_bytes()), memoryBytes: Int(cm_memory_bytes()),
            clockSource: SmallFile.firstLine(
                "/sys/devices/system/clocksource/clocksource0/current_clocksource"),
            isCycleCounterStable: isCounterStable(cpuinfo))
    }

    /// The name in the text of `/proc/cpuinfo`.
    package static func cpuModel(_ cpuinfo: String) -> String {
        value(of: "model name", in: cpuinfo) ?? value(of: "Model", in: cpuinfo) ?? "unknown"
    }

    /// Whether the text of `/proc/cpuinfo` promises a counter of constant rate that never stops.
    package static func isCounterStable(_ cpuinfo: String) -> Bool {
        #if arch(arm64)
            // The architecture requires it of the generic timer; no flag says so.
            return true
        #else
            let flags = value(of: "flags", in: cpuinfo)?.split(separator: " ") ?? []
            return flags.contains("constant_tsc") && flags.contains("nonstop_tsc")
        #endif
    }

    private static func value(of key: String, in cpuinfo: String) -> String? {
        for line in cpuinfo.split(separator: "\n") {
            let sides = line.split(separator: ":", maxSplits: 1)
            guard sides.count == 2 else { continue }
            guard sides[0].split(whereSeparator: \.isWhitespace).joined(separator: " ") == key else {
                continue
            }
            return String(sides[1].drop(while: \.isWhitespace))
        }
        return nil
    }

    private static func kernelName() -> String {
        // SAFETY: the buffer lives for the closure; the C side ends the text within its count.
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 160) { buffer in
            guard let base = buffer.baseAddress else { return "unknown" }
            unsafe cm_kernel(base, buffer.count)
            return unsafe String(cString: base)
        }
    }
}
