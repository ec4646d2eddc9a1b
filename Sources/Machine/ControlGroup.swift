/// Finds the processor quota of this process's control groups, from the kernel's text files.
package enum ControlGroup {
    /// Where the groups of one hierarchy are mounted, and which group the mount point shows.
    package struct Mount: Equatable {
        package var root: String
        package var point: String
        package var isVersion2: Bool

        package init(root: String, point: String, isVersion2: Bool) {
            self.root = root
            self.point = point
            self.isVersion2 = isVersion2
        }
    }

    /// The tightest quota in cores over both versions, or nil; `read` gives a file's text or nil.
    package static func quota(read: (String) -> String?) -> Double? {
        guard let membership = read("/proc/self/cgroup"), let table = read("/proc/self/mountinfo") else {
            return nil
        }
        var tightest: Double?
        for mount in mounts(table) {
            guard let group = group(in: membership, version2: mount.isVersion2) else { continue }
            for directory in directories(from: group, under: mount) {
                let limit: Double?
                if mount.isVersion2 {
                    limit = read("\(directory)/cpu.max").flatMap(parseVersion2)
                } else if let quota = read("\(directory)/cpu.cfs_quota_us"),
                    let period = read("\(directory)/cpu.cfs_period_us")
                {
                    limit = parseVersion1(quota: quota, period: period)
                } else {
                    limit = nil
                }
                if let limit { tightest = min(tightest ?? limit, limit) }
            }
        }
        return tightest
    }

    /// Reads `cpu.max`: `"150000 100000"` is 1.5 cores, `"max 100000"` is no limit.
    package static func parseVersion2(_ text: String) -> Double? {
        let words = words(text)
        guard words.count == 2 else { return nil }
        return ratio(words[0], words[1])
    }

    /// Reads `cpu.cfs_quota_us` and `cpu.cfs_period_us`; a quota of -1 is no limit.
    package static func parseVersion1(quota: String, period: String) -> Double? {
        guard let quota = words(quota).first, let period = words(period).first else { return nil }
        return ratio(quota, period)
    }

    /// The path of this process's group in `/proc/self/cgroup`: the `cpu` line, or the `0::` line.
    package static func group(in membership: String, version2: Bool) -> String? {
        for line in membership.split(separator: "\n") {
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            let wanted =
                version2
                ? fields[0] == "0" && fields[1].isEmpty
                : fields[1].split(separator: ",").contains("cpu")
            if wanted { return String(fields[2]) }
        }
        return nil
    }

    /// The mounts in `/proc/self/mountinfo` that carry processor limits.
    package static func mounts(_ table: String) -> [Mount] {
        table.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            // Six fixed fields, then optional ones up to a lone dash, then type, source, options.
            guard let dash = fields.dropFirst(6).firstIndex(of: "-"), fields.count > dash + 3 else {
                return nil
            }
            let isVersion2 = fields[dash + 1] == "cgroup2"
            let isVersion1 =
                fields[dash + 1] == "cgroup" && fields[dash + 3].split(separator: ",").contains("cpu")
            guard isVersion1 || isVersion2 else { return nil }
            return Mount(root: String(fields[3]), point: String(fields[4]), isVersion2: isVersion2)
        }
    }

    /// The directories of a group and its ancestors, from the group up to the mount point.
    package static func directories(from group: String, under mount: Mount) -> [String] {
        let root = mount.root.split(separator: "/")
        var path = group.split(separator: "/")
        // A group outside what the mount shows (a container's view): only the mount point is ours to read.
        if path.starts(with: root), !path.contains("..") {
            path.removeFirst(root.count)
        } else {
            path = []
        }
        return (0...path.count).reversed().map { depth in
            ([mount.point] + path.prefix(depth).map(String.init)).joined(separator: "/")
        }
    }

    private static func words(_ text: String) -> [Substring] {
        text.split(whereSeparator: \.isWhitespace)
    }

    private static func ratio(_ quota: Substring, _ period: Substring) -> Double? {
        guard let quota = Int64(quota), let period = Int64(period), quota > 0, period > 0 else { return nil }
        return Double(quota) / Double(period)
    }
}
