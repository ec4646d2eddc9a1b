import Machine
import Testing

struct CoreSetTests {
    @Test(
        arguments: [
            ("0", [0]), ("0,1", [0, 1]), ("0-3,6", [0, 1, 2, 3, 6]), ("6,0-3,2", [0, 1, 2, 3, 6]),
            ("5-5", [5]), ("8191", [8191]),
        ] as [(String, [Int])])
    func `a list of cores is read`(text: String, cores: [Int]) {
        #expect(CoreSet(parsing: text)?.cores == cores)
    }

    @Test(
        arguments: [
            "", ",", "0,", ",0", "a", "-", "-1", "1-", "3-1", "0-1-2", " 0", "0 ,1", "+1", "0x1", "8192",
            "99999999999999999999", "٣",
        ])
    func `a malformed list is refused`(text: String) {
        #expect(CoreSet(parsing: text) == nil)
    }

    @Test(arguments: ["0", "0-1", "0-3,6", "1,3,5-7"])
    func `a set is described as it is read`(text: String) {
        #expect(CoreSet(parsing: text)?.description == text)
    }

    @Test func `numbers in any order make an ascending set without repeats`() {
        #expect(CoreSet([3, 1, 3]) == CoreSet([1, 3]))
        #expect(CoreSet([3, 1, 3]).cores == [1, 3])
    }

    @Test(
        arguments: [
            (nil, 4), (0.25, 1), (1, 1), (1.5, 1), (2.0, 2), (3.99, 3), (4, 4), (64, 4),
        ] as [(Double?, Int)])
    func `a quota cuts to whole cores, at least one`(quota: Double?, count: Int) {
        #expect(CoreSet([0, 1, 2, 5]).cut(toQuota: quota).cores == Array([0, 1, 2, 5].prefix(count)))
    }

    @Test func `the usable cores are among the available ones`() {
        let available = CoreSet.available().cores
        let usable = CoreSet.usable().cores
        #expect(!usable.isEmpty)
        #expect(usable == Array(available.prefix(usable.count)))
    }

    @Test func `a confined thread sees only its set`() throws {
        let last = try #require(CoreSet.available().cores.last)
        let seen = Slot<CoreSet>()
        let thread = try PinnedThread.start(name: "confined") {
            if CoreSet([last]).confineCurrentThread() { seen.set(CoreSet.available()) }
        }
        thread.join()
        #expect(seen.value == CoreSet([last]))
    }

    @Test func `a set without an available core is refused`() {
        #expect(!CoreSet([8191]).confineCurrentThread())
        #expect(!CoreSet([-1]).confineCurrentThread())
        #expect(!CoreSet([]).confineCurrentThread())
    }
}
