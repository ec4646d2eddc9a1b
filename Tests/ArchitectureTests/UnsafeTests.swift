import RepositorySupport
import Testing

/// Where memory is handled by hand: everywhere else the compiler vouches for it.
@Suite struct UnsafeTests {
    /// Modules that wrap memory, the kernel or a C library, and are unsafe by trade.
    private static let folders = [
        "Sources/Rings/", "Sources/Machine/", "Sources/Archives/", "Sources/Linear/",
    ]

    /// Single files in modules that are safe but for them; docs/decisions/0009 says why.
    private static let files: Set<String> = [
        "Sources/Bridge/Socket.swift",
        "Sources/OperatorKit/EventBatch.swift",
        "Sources/OperatorKit/EventType.swift",
        "Sources/PipelineFormat/YAML/FileBytes.swift",
        "Sources/PipelineFormat/YAML/LibYAML.swift",
        "Sources/RunReport/Files/InputFile.swift",
        "Sources/RunReport/Files/OutputFile.swift",
        "Sources/gm-flow/Support/SystemFile.swift",
    ]

    /// Files that promise the compiler more than it can see, without unsafe code.
    private static let unchecked: Set<String> = [
        "Sources/FlowEngine/Worker.swift", "Sources/OperatorKit/OperatorInstance.swift",
        "Sources/TradingTasks/Seats/OperatorSeat.swift",
    ]

    private func isWrapper(_ path: String) -> Bool { Self.folders.contains { path.hasPrefix($0) } }

    private var shipped: [SwiftFile] { SwiftFile.all(under: "Sources") + SwiftFile.all(under: "Operators") }

    @Test func `unsafe code stands only where it is expected`() {
        let found = shipped.filter { $0.uses("unsafe") && !isWrapper($0.path) }.map(\.path)
        #expect(Set(found) == Self.files)
    }

    @Test func `only the wrappers and three owners promise what the compiler cannot check`() {
        let found = shipped.filter { $0.uses("@unchecked") && !isWrapper($0.path) }.map(\.path)
        #expect(Set(found) == Self.unchecked)
    }

    /// A file that only passes on to another one of its type need not repeat it.
    @Test func `who promises safety says why`() {
        let extensions: Set<String> = ["RingStorage+Observe.swift", "RingWriter+Spill.swift"]
        for file in shipped where file.uses("unsafe") || file.uses("@unchecked") {
            let name = file.path.split(separator: "/").last.map(String.init) ?? ""
            if extensions.contains(name) { continue }
            #expect(file.lines.contains { $0.contains("// SAFETY:") }, "\(file.path) has no SAFETY line")
        }
    }

    @Test func `operators are written without unsafe code`() {
        for file in SwiftFile.all(under: "Operators") {
            #expect(!file.uses("unsafe") && !file.uses("@unchecked"), "\(file.path)")
        }
    }
}
