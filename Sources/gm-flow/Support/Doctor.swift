import Machine
import RunReport

/// Looks at the machine as a run would meet it.
struct Doctor {
    /// One thing looked at; with advice it is a warning.
    struct Finding {
        var about: String
        var text: String
        var advice: String?
    }

    private let info = MachineInfo.current()
    private let available = CoreSet.available()

    func findings() -> [Finding] {
        [processor, cores, quota, pinning, load, clock, memory, kernel, zones] + libraries + governor
    }

    private var processor: Finding {
        Finding(about: "processor", text: "\(info.cpuModel), \(info.coreCount) cores online")
    }

    private var cores: Finding {
        let count = available.cores.count
        return Finding(
            about: "cores", text: "this process may use \(available)",
            advice: count == 1
                ? "One core: all stages share it, and every edge waits for the longest work of any other."
                : count < info.coreCount
                    ? "The affinity mask hides \(info.coreCount - count) cores (taskset, a container's cpuset)."
                    : nil)
    }

    private var quota: Finding {
        guard let quota = CoreSet.quota() else {
            return Finding(about: "quota", text: "no limit by a control group")
        }
        let isTight = quota < Double(available.cores.count)
        return Finding(
            about: "quota", text: "\(NumberText.fixed(quota, decimals: 2)) cores by the control group",
            advice: isTight
                ? "The quota is less than the cores: the kernel stops threads that use it up, for tens of "
                    + "milliseconds. Runs use \(CoreSet.usable()) by default; give the container whole cores."
                : nil)
    }

    /// Asks the kernel rather than trusting the mask: some sandboxes accept no affinity.
    private var pinning: Finding {
        let core = CoreSet.usable().cores.first ?? 0
        do {
            let thread = try PinnedThread.start(name: "gmf-doctor", core: core) {}
            thread.join()
            return Finding(
                about: "pinning",
                text: thread.pinned ? "a thread can be pinned" : "the kernel refuses to pin a thread",
                advice: thread.pinned ? nil : "Latencies will include moves between cores.")
        } catch {
            return Finding(about: "pinning", text: "no thread can be started", advice: "\(error)")
        }
    }

    private var load: Finding {
        let words = (SystemFile.text("/proc/loadavg") ?? "").split(separator: " ")
        guard let now = words.first.flatMap({ Double($0) }) else {
            return Finding(about: "load", text: "not known")
        }
        return Finding(
            about: "load", text: "\(NumberText.fixed(now, decimals: 2)) in the last minute",
            advice: now > 0.3 * Double(info.coreCount)
                ? "Other work shares the cores; budgets may come out as inconclusive." : nil)
    }

    private var clock: Finding {
        let rate = NumberText.fixed(Double(CycleClock.frequency) / 1e9, decimals: 3)
        return Finding(
            about: "clock",
            text:
                "cycle counter at \(rate) GHz, \(info.isCycleCounterStable ? "stable" : "not promised to be stable")"
                + ", kernel clock \(info.clockSource ?? "not known")",
            advice: info.isCycleCounterStable
                ? nil
                : "Latencies may be off where the processor changes its frequency; compare with --rate runs.")
    }

    private var memory: Finding {
        let meminfo = SystemFile.text("/proc/meminfo") ?? ""
        var free: Int?
        for line in meminfo.split(separator: "\n") where line.hasPrefix("MemAvailable:") {
            free = line.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
        }
        let total = NumberText.bytes(UInt64(info.memoryBytes))
        guard let free else { return Finding(about: "memory", text: total) }
        return Finding(
            about: "memory", text: "\(total), \(NumberText.bytes(UInt64(free))) free",
            advice: free < 1 << 29 ? "Less than 512 MiB are free; a run may be swapped out or killed." : nil)
    }

    private var kernel: Finding {
        Finding(about: "kernel", text: "\(info.kernel), pages of \(info.pageBytes) bytes")
    }

    private var zones: Finding {
        let folders = ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/etc/zoneinfo"]
        let found = folders.first { SystemFile.text("\($0)/America/New_York") != nil }
        return Finding(
            about: "time zones", text: found.map { "found in \($0)" } ?? "not found",
            advice: found == nil ? "Data in local time (`zone:`) cannot be read; install tzdata." : nil)
    }

    /// The shared libraries that this process has loaded, which is what decides, not what is installed.
    private var libraries: [Finding] {
        let maps = SystemFile.text("/proc/self/maps") ?? ""
        return [("libyaml", "pipelines"), ("libarchive", "packed data")].map { name, use in
            let line = maps.split(separator: "\n").first { $0.contains("/\(name)") }
            let path = line.flatMap { $0.split(separator: " ").last }.map(String.init)
            return Finding(about: name, text: "\(path ?? "linked in"), for \(use)")
        }
    }

    private var governor: [Finding] {
        let path = "/sys/devices/system/cpu/cpu\(available.cores.first ?? 0)/cpufreq/scaling_governor"
        guard let text = SystemFile.text(path) else { return [] }
        let word = String(text.prefix { !$0.isNewline })
        return [
            Finding(
                about: "frequency", text: "governor \(word)",
                advice: word == "performance" ? nil : "Set the governor to performance for steady latencies.")
        ]
    }
}
