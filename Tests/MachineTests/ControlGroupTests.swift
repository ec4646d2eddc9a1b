import Machine
import Testing

struct ControlGroupTests {
    private let version2Mount = "41 31 0:38 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw\n"
    private let version1Mount =
        "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw shared:4 master:2 - cgroup cgroup rw,cpu,cpuacct\n"
        + "33 31 0:30 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n"

    private func quota(_ files: [String: String]) -> Double? {
        ControlGroup.quota { files[$0] }
    }

    @Test(
        arguments: [
            ("150000 100000\n", 1.5), ("max 100000\n", nil), ("50000 100000", 0.5), ("", nil),
            ("150000", nil), ("150000 0", nil), ("junk 100000", nil),
        ] as [(String, Double?)])
    func `cpu.max is read`(text: String, cores: Double?) {
        #expect(ControlGroup.parseVersion2(text) == cores)
    }

    @Test(
        arguments: [
            ("200000\n", "100000\n", 2), ("-1\n", "100000\n", nil), ("", "100000", nil), ("5", "", nil),
        ] as [(String, String, Double?)])
    func `cfs quota and period are read`(quota: String, period: String, cores: Double?) {
        #expect(ControlGroup.parseVersion1(quota: quota, period: period) == cores)
    }

    @Test func `the tightest ancestor counts`() {
        let files = [
            "/proc/self/cgroup": "0::/a.slice/b.service\n",
            "/proc/self/mountinfo": version2Mount,
            "/sys/fs/cgroup/a.slice/b.service/cpu.max": "400000 100000\n",
            "/sys/fs/cgroup/a.slice/cpu.max": "250000 100000\n",
        ]
        #expect(quota(files) == 2.5)
    }

    @Test func `a group of version 1 is found by its cpu controller`() {
        let files = [
            "/proc/self/cgroup": "3:cpuset:/x\n2:cpu,cpuacct:/docker/f00:1\n0::/\n",
            "/proc/self/mountinfo": version1Mount + version2Mount,
            "/sys/fs/cgroup/cpu,cpuacct/docker/f00:1/cpu.cfs_quota_us": "-1\n",
            "/sys/fs/cgroup/cpu,cpuacct/docker/f00:1/cpu.cfs_period_us": "100000\n",
            "/sys/fs/cgroup/cpu,cpuacct/docker/cpu.cfs_quota_us": "75000\n",
            "/sys/fs/cgroup/cpu,cpuacct/docker/cpu.cfs_period_us": "50000\n",
        ]
        #expect(quota(files) == 1.5)
    }

    @Test func `without a limit there is no quota`() {
        #expect(quota([:]) == nil)
        let files = [
            "/proc/self/cgroup": "0::/a\n", "/proc/self/mountinfo": version2Mount,
            "/sys/fs/cgroup/a/cpu.max": "max 100000\n",
        ]
        #expect(quota(files) == nil)
    }

    @Test func `directories go from the group up to the mount`() {
        let whole = ControlGroup.Mount(root: "/", point: "/cg", isVersion2: true)
        #expect(ControlGroup.directories(from: "/a/b", under: whole) == ["/cg/a/b", "/cg/a", "/cg"])
        #expect(ControlGroup.directories(from: "/", under: whole) == ["/cg"])
    }

    @Test func `a container reads from what its mount shows`() {
        let part = ControlGroup.Mount(root: "/docker/f00", point: "/cg", isVersion2: false)
        #expect(ControlGroup.directories(from: "/docker/f00/x", under: part) == ["/cg/x", "/cg"])
        #expect(ControlGroup.directories(from: "/docker/f00", under: part) == ["/cg"])
        #expect(ControlGroup.directories(from: "/docker/f001", under: part) == ["/cg"])
        let whole = ControlGroup.Mount(root: "/", point: "/cg", isVersion2: true)
        #expect(ControlGroup.directories(from: "/../other", under: whole) == ["/cg"])
    }

    @Test func `only mounts with processor limits are taken`() {
        let table = "25 1 8:1 / / rw - ext4 /dev/vda rw\n" + version1Mount + version2Mount + "short line\n"
        #expect(
            ControlGroup.mounts(table) == [
                .init(root: "/", point: "/sys/fs/cgroup/cpu,cpuacct", isVersion2: false),
                .init(root: "/", point: "/sys/fs/cgroup", isVersion2: true),
            ])
    }
}
