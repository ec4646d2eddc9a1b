internal import CMachine

/// A set of processor cores, ascending and without repeats.
public struct CoreSet: Sendable, Equatable {
    /// One more than the highest core number that a set may hold.
    public static let limit = 8192

    /// The core numbers, as the kernel counts them.
    public var cores: [Int]

    /// Makes a set from numbers in any order.
    public init(_ cores: [Int]) {
        self.cores = Set(cores).sorted()
    }

    /// Reads `"0"`, `"0,1"` or `"0-3,6"`; nil for anything else, spaces included.
    public init?(parsing text: String) {
        var found: Set<Int> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count <= 2, let first = ends.first.flatMap(Self.number),
                let last = ends.last.flatMap(Self.number), first <= last
            else { return nil }
            found.formUnion(first...last)
        }
        cores = found.sorted()
    }

    /// The cores that the calling thread may run on; at start-up, the process's affinity mask.
    ///
    /// A pinned thread sees only its own core: ask before pinning.
    public static func available() -> CoreSet {
        var numbers = [CInt](repeating: 0, count: limit)
        // SAFETY: the array outlives the call, which writes at most its count.
        let count = unsafe cm_affinity_get(&numbers, CInt(limit))
        // Without a mask the kernel's count of running cores is the best that is known.
        guard count > 0 else { return CoreSet(Array(0..<Int(max(cm_online_cores(), 1)))) }
        return CoreSet(numbers.prefix(Int(count)).map(Int.init))
    }

    /// The control group's limit in cores (1.5 = 150 % of one core), or nil without a limit.
    ///
    /// Versions 1 and 2, the tightest from this process's group up to the root of the mount.
    public static func quota() -> Double? {
        ControlGroup.quota { SmallFile.text($0) }
    }

    /// The cores to place work on: the affinity mask cut to the whole cores of the quota, at least one.
    public static func usable() -> CoreSet {
        available().cut(toQuota: quota())
    }

    /// The first cores of the set, as many whole ones as `quota` pays for, at least one.
    package func cut(toQuota quota: Double?) -> CoreSet {
        guard let quota, quota < Double(cores.count) else { return self }
        return CoreSet(Array(cores.prefix(max(1, Int(quota)))))
    }

    /// Confines the calling thread, and threads that it starts from now on, to this set.
    ///
    /// False if the kernel refuses, as it does when no core of the set is available.
    public func confineCurrentThread() -> Bool {
        guard cores.allSatisfy({ (0..<Self.limit).contains($0) }) else { return false }
        let numbers = cores.map { CInt($0) }
        // SAFETY: the array outlives the call, which only reads it.
        return unsafe cm_affinity_set(numbers, CInt(numbers.count)) == 0
    }

    private static func number(_ text: Substring) -> Int? {
        // Int("+1") is a number; a core list has digits only.
        guard text.allSatisfy({ $0.isASCII && $0.isNumber }), let value = Int(text), value < limit else {
            return nil
        }
        return value
    }
}

extension CoreSet: CustomStringConvertible {
    /// The set as ``init(parsing:)`` reads it: `0-3,6`.
    public var description: String {
        var runs: [(first: Int, last: Int)] = []
        for core in cores {
            if let run = runs.last, run.last + 1 == core {
                runs[runs.count - 1].last = core
            } else {
                runs.append((core, core))
            }
        }
        return runs.map { $0.first == $0.last ? "\($0.first)" : "\($0.first)-\($0.last)" }
            .joined(separator: ",")
    }
}
