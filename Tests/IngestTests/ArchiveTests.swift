import Archives
import Foundation
import Testing

func contents(_ path: String, _ member: String? = nil, chunk: Int = 4096) throws(ArchiveError) -> [UInt8] {
    let reader = try ArchiveReader(path: path, member: member)
    var buffer = [UInt8](repeating: 0, count: chunk)
    var all: [UInt8] = []
    while case let count = try reader.read(into: &buffer), count > 0 { all += buffer[..<count] }
    return all
}

func failure(_ path: String, _ member: String? = nil) -> ArchiveError? {
    do {
        _ = try contents(path, member)
        return nil
    } catch {
        return error
    }
}

@Suite struct ArchiveTests {
    @Test(arguments: [
        "ticks.csv", "ticks.csv.gz", "ticks.csv.bz2", "ticks.csv.xz", "ticks.csv.zst", "one.zip",
    ])
    func `every packing gives the same bytes`(name: String) throws {
        let plain = Array(try Data(contentsOf: URL(fileURLWithPath: fixture("ticks.csv"))))
        for chunk in [1, 1000, 1 << 20] { #expect(try contents(fixture(name), chunk: chunk) == plain) }
    }

    @Test func `a member is chosen by name or pattern`() throws {
        let path = fixture("three.zip")
        #expect(try ArchiveReader.members(path: path) == ["gold_201312.csv", "gold_201402.csv", "empty.csv"])
        #expect(try contents(path, "gold_201402.csv") == Array("1,2,3\n".utf8))
        #expect(try contents(path, "*_201402*") == Array("1,2,3\n".utf8))
        #expect(try ArchiveReader(path: path, member: "*_2014??.csv").member == "gold_201402.csv")
    }

    @Test func `choosing wrongly names the members`() {
        let path = fixture("three.zip")
        let all = ["gold_201312.csv", "gold_201402.csv", "empty.csv"]
        #expect(failure(path) == .severalMembers(path: path, members: all))
        #expect(failure(path, "gold*") == .severalMembers(path: path, members: Array(all.prefix(2))))
        #expect(
            failure(path, "gold_201412.csv")
                == .noSuchMember(
                    path: path, wanted: "gold_201412.csv", members: all, nearest: "gold_201312.csv"))
        #expect(failure(path, "zzz") == .noSuchMember(path: path, wanted: "zzz", members: all, nearest: nil))
        #expect(failure(path, "empty.csv") == .empty(path: path, member: "empty.csv"))
        let text = failure(path, "gold_201412.csv").map { "\($0)" } ?? ""
        #expect(text.contains("did you mean 'gold_201312.csv'?") && text.contains("'gold_201402.csv'"))
    }

    @Test func `what is no file is told apart`() throws {
        let scratch = try Scratch()
        #expect(failure("\(scratch.path)/none.csv") == .missing(path: "\(scratch.path)/none.csv"))
        #expect(failure(scratch.path) == .directory(path: scratch.path))
        let empty = try scratch.file("empty.csv", "")
        #expect(failure(empty) == .empty(path: empty, member: nil))
        #expect(failure(fixture("none.zip")) == .empty(path: fixture("none.zip"), member: nil))
        #expect(failure(fixture("ticks.csv"), "a") == .notAnArchive(path: fixture("ticks.csv"), wanted: "a"))
        #expect(
            failure(fixture("ticks.csv.gz"), "a") == .notAnArchive(path: fixture("ticks.csv.gz"), wanted: "a")
        )
    }

    @Test(arguments: ["ticks.csv.gz", "ticks.csv.bz2", "ticks.csv.xz", "ticks.csv.zst", "one.zip"])
    func `a cut file gives its beginning and then an error`(name: String) throws {
        let one = Array(try Data(contentsOf: URL(fileURLWithPath: fixture("ticks.csv"))))
        let once = Array(try Data(contentsOf: URL(fileURLWithPath: fixture(name))))
        // Compressed streams may be joined; libarchive gives whole blocks only, so one small stream has just
        // one.
        let copies = name.hasSuffix(".zip") ? 1 : 20
        let packed = [[UInt8]](repeating: once, count: copies).flatMap(\.self)
        let whole = [[UInt8]](repeating: one, count: copies).flatMap(\.self)
        let scratch = try Scratch()
        for part in 1..<10 {
            let path = try scratch.file("cut-\(part)", Array(packed[..<(packed.count * part / 10 - 7)]))
            var got: [UInt8] = []
            var failed = false
            do throws(ArchiveError) {
                let reader = try ArchiveReader(path: path)
                var buffer = [UInt8](repeating: 0, count: 1024)
                while case let count = try reader.read(into: &buffer), count > 0 { got += buffer[..<count] }
            } catch {
                failed = true
            }
            #expect(failed, "part \(part)")
            #expect(whole.starts(with: got))
            if part == 9 && (name == "one.zip" || name.hasSuffix(".gz")) {
                #expect(got.count > whole.count / 2)
            }
        }
    }

    @Test func `damage inside a zip is noticed by its checksum`() throws {
        var packed = Array(try Data(contentsOf: URL(fileURLWithPath: fixture("one.zip"))))
        packed[packed.count / 2] ^= 0x10
        let scratch = try Scratch()
        let error = failure(try scratch.file("bad.zip", packed))
        guard case .corrupt(_, let member, let message) = error else {
            Issue.record("no error, or another: \(String(describing: error))")
            return
        }
        #expect(member == "ticks.csv" && !message.isEmpty)
    }

    @Test func `random bytes behind any magic number never crash`() throws {
        let scratch = try Scratch()
        var dice = Dice(seed: 11)
        let magics: [[UInt8]] = [
            [0x50, 0x4B, 3, 4], [0x50, 0x4B, 5, 6], [0x1F, 0x8B, 8], [0x42, 0x5A, 0x68, 0x39],
            [0x28, 0xB5, 0x2F, 0xFD], [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0],
            [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C],
            [4, 0x22, 0x4D, 0x18], [0x1F, 0x9D],
        ]
        var failures = 0
        for round in 0..<200 {
            let noise = (0..<(1 + dice.below(2000))).map { _ in UInt8(truncatingIfNeeded: dice.bits()) }
            if failure(try scratch.file("noise", magics[round % magics.count] + noise)) != nil {
                failures += 1
            }
        }
        #expect(failures > 100)
    }

    @Test func `the checksum is XXH64`() throws {
        var hash = ContentHash()
        #expect(hash.value == 0xEF46_DB37_51D8_E999)
        hash.update(Array("abc".utf8).span)
        #expect(hash.value == 0x44BC_2CF5_AD77_0999)
        #expect(hash.text == "44bc2cf5ad770999")
    }

    @Test func `the checksum doesn't depend on how bytes are cut`() throws {
        var dice = Dice(seed: 3)
        let bytes = (0..<5000).map { _ in UInt8(truncatingIfNeeded: dice.bits()) }
        var whole = ContentHash()
        whole.update(bytes.span)
        for _ in 0..<50 {
            var parts = ContentHash()
            var at = 0
            while at < bytes.count {
                let end = min(bytes.count, at + dice.below(70))
                parts.update(Array(bytes[at..<end]).span)
                at = end
            }
            #expect(parts.value == whole.value)
        }
    }

    @Test(arguments: [
        ("*", "", true), ("*", "abc", true), ("a*c", "abbc", true), ("a*c", "abcd", false), ("?", "a", true),
        ("?", "", false), ("[a-c]x", "bx", true), ("[!a-c]x", "bx", false), ("[!a-c]x", "dx", true),
        ("*.csv", "a.csv.gz", false), ("**b*", "aab", true), ("a[", "a[", true), ("[]]", "]", true),
        ("*a*b*c", "xxaxxbxxc", true), ("*a*b*c", "xxaxxcxxb", false), ("plain", "plain", true),
    ])
    func `patterns match as in a shell`(pattern: String, name: String, expected: Bool) {
        #expect(NamePattern(pattern).matches(name) == expected)
    }

    @Test func `a path pattern gives the files sorted by bytes`() throws {
        let scratch = try Scratch()
        for name in ["b.csv", "a.csv", "B.csv", "a.txt", "x[1].csv"] { _ = try scratch.file(name, "1") }
        let found = FileSearch.expand("\(scratch.path)/*.csv").map { $0.split(separator: "/").last ?? "" }
        #expect(found == ["B.csv", "a.csv", "b.csv", "x[1].csv"])
        #expect(FileSearch.expand("\(scratch.path)/z*") == [])
        #expect(FileSearch.expand("\(scratch.path)/none.csv") == ["\(scratch.path)/none.csv"])
        #expect(FileSearch.expand("\(scratch.path)/x[1].csv") == ["\(scratch.path)/x[1].csv"])
    }
}
