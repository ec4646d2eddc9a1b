import RepositorySupport
import Testing

@Suite struct StyleTests {
    private var shipped: [SwiftFile] { SwiftFile.all(under: "Sources") + SwiftFile.all(under: "Operators") }
    private var tests: [SwiftFile] { SwiftFile.all(under: "Tests") }

    @Test func `files are short`() {
        #expect(shipped.count > 100)
        for file in shipped { #expect(file.lines.count <= 500, "\(file.path)") }
        for file in tests { #expect(file.lines.count <= 600, "\(file.path)") }
    }

    /// The formatter keeps code within 110 columns; comments and texts, which it leaves alone, get some more.
    @Test func `lines are short`() {
        for (files, limit) in [(shipped, 130), (tests, 140)] {
            for file in files {
                for (index, line) in file.lines.enumerated() where line.utf8.count > limit {
                    #expect(line.count <= limit, "\(file.path):\(index + 1) has \(line.count) columns")
                }
            }
        }
    }

    @Test func `nothing is left to do`() {
        let words = ["TO" + "DO", "FIX" + "ME"]
        for file in shipped + tests {
            for (index, line) in file.lines.enumerated() {
                for word in words { #expect(!line.contains(word), "\(file.path):\(index + 1)") }
            }
        }
    }

    @Test func `nothing that ships forces an optional or an error`() {
        for file in shipped {
            for (index, line) in file.lines.enumerated() {
                for word in ["try" + "! ", " as" + "! "] {
                    #expect(!line.contains(word), "\(file.path):\(index + 1)")
                }
            }
        }
    }

    /// What one person's machine looks like is nobody else's business, and breaks elsewhere.
    @Test func `no file names a folder of the machine that it was written on`() {
        let folders = ["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/"]
        let written = ["Sources", "Operators", "Tests", "Pipelines", "config", "docs"].flatMap { top in
            [".swift", ".md", ".yaml", ".sh", ".c", ".h", ".cpp", ".py", ".svg"]
                .flatMap { Repository.files(under: top, suffix: $0) }
        }
        #expect(written.count > 200)
        for path in written + ["README.md", "Makefile", "Package.swift"] {
            for folder in folders {
                #expect(Repository.text(path)?.contains(folder) == false, "\(path) names \(folder)")
            }
        }
    }

    @Test func `every operator explains itself`() {
        let operators = SwiftFile.all(under: "Operators").filter { file in
            file.lines.contains { $0.contains("static let signature = Signature<") }
        }
        #expect(operators.count >= 12)
        for file in operators {
            // A source has no input to warm up on.
            let warmUp = file.path.hasPrefix("Operators/Ingest/") ? [] : ["Warm-up: "]
            for part in ["details:", "example:"] + warmUp {
                #expect(file.lines.contains { $0.contains(part) }, "\(file.path) has no `\(part)`")
            }
        }
    }

    @Test func `every family's folder has its list`() {
        for family in ModuleTable.families {
            #expect(Repository.exists("Operators/\(family)/\(family).swift"), "\(family)")
        }
    }
}
