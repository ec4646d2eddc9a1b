import RepositorySupport

/// Who may import whom: the table of docs/ARCHITECTURE.md, as the tests hold it.
enum ModuleTable {
    /// Modules of the toolchain that every target may import.
    static let toolchain: Set<String> = ["Glibc", "Synchronization"]

    /// What each module of `Sources` may import besides.
    static let engine: [String: Set<String>] = [
        "CMachine": [], "CYaml": [], "CArchive": [], "COpenBLAS": [], "CKernels": [],
        "CZeroMQ": [],
        "Machine": ["CMachine"],
        "Rings": [],
        "MarketModel": [],
        "Telemetry": ["Machine", "Histogram"],
        "OperatorKit": ["Rings", "MarketModel"],
        "PipelineFormat": ["CYaml"],
        "FlowGraph": ["PipelineFormat", "OperatorKit", "MarketModel"],
        "FlowEngine": [
            "FlowGraph", "PipelineFormat", "OperatorKit", "MarketModel", "Rings", "Machine", "Telemetry",
        ],
        "Archives": ["CArchive"],
        "ReferenceData": ["Archives"],
        "OrderBooks": ["MarketModel"],
        "Randomness": [],
        "Statistics": ["Randomness"],
        "JSON": [],
        "Linear": ["COpenBLAS", "CKernels"],
        "Learning": ["JSON", "Linear", "Randomness"],
        "Bridge": ["CZeroMQ", "JSON", "Learning", "Machine"],
        "TradingTasks": [
            "FlowEngine", "FlowGraph", "Learning", "MarketModel", "OperatorKit", "PipelineFormat", "Rings",
        ],
        "RunReport": [
            "FlowEngine", "FlowGraph", "JSON", "PipelineFormat", "OperatorKit", "Statistics", "Telemetry",
        ],
        "Training": [
            "Bridge", "JSON", "Learning", "Linear", "Machine", "PipelineFormat", "RunReport", "Statistics",
        ],
        "gm-flow": [
            "Catalogue", "FlowEngine", "FlowGraph", "JSON", "Learning", "Linear", "PipelineFormat",
            "OperatorKit", "RunReport", "Machine", "Statistics", "Telemetry", "TradingTasks",
            "Training", "ArgumentParser",
        ],
    ]

    /// What every family of operators may import.
    static let family: Set<String> = ["OperatorKit", "MarketModel", "Rings"]

    /// The wrappers that single families may import too.
    static let wrappers: [String: Set<String>] = [
        "Ingest": ["Archives", "Randomness", "ReferenceData"], "Bars": ["ReferenceData"],
        "Books": ["OrderBooks", "Randomness"], "Reference": ["ReferenceData"],
        "Risk": ["ReferenceData", "Statistics"], "Execution": ["OrderBooks", "ReferenceData", "Statistics"],
        "Analytics": ["ReferenceData", "Statistics"], "Matrix": ["Statistics"],
        "Agents": ["Archives", "Learning", "Linear", "Statistics"],
    ]

    /// The families, which are the folders of `Operators` but for the catalogue.
    static var families: [String] {
        Set(Repository.files(under: "Operators", suffix: ".swift").map { folder($0, 1) })
            .subtracting(["Catalogue"]).sorted()
    }

    /// Every module with its folder and what it may import.
    static var all: [(module: String, folder: String, allowed: Set<String>)] {
        engine.map { ($0.key, "Sources/\($0.key)", $0.value) }
            + families.map { ("\($0)Operators", "Operators/\($0)", family.union(wrappers[$0] ?? [])) }
            + [("Catalogue", "Operators/Catalogue", Set(families.map { "\($0)Operators" } + ["OperatorKit"]))]
    }

    /// The folder at a depth of a path.
    static func folder(_ path: String, _ depth: Int) -> String { String(path.split(separator: "/")[depth]) }
}
