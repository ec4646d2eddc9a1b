import Machine

/// What `--cores` means.
enum CoreChoice {
    /// Cores to run on: the list, which must be ours to use, or all that are.
    static func toRun(_ text: String?) throws -> [Int] {
        guard let text else { return CoreSet.usable().cores }
        let set = try parse(text)
        let available = CoreSet.available()
        for core in set.cores where !available.cores.contains(core) {
            throw Complaint(
                "core \(core) is not one that this process may use",
                help: "it may use \(available); `gm-flow doctor` says why")
        }
        return set.cores
    }

    /// Cores to plan for: a list, a range, or one number that says how many.
    static func toPlan(_ text: String?) throws -> [Int] {
        guard let text else { return CoreSet.usable().cores }
        guard let count = Int(text), !text.hasPrefix("+") else { return try parse(text).cores }
        guard (1...1024).contains(count) else {
            throw Complaint("`--cores \(text)` is not a count from 1 to 1024")
        }
        return Array(0..<count)
    }

    private static func parse(_ text: String) throws -> CoreSet {
        guard let set = CoreSet(parsing: text), !set.cores.isEmpty else {
            throw Complaint("`--cores \(text)` is not a list of cores", help: "write it as 0 or 0,1 or 0-3,6")
        }
        return set
    }
}
