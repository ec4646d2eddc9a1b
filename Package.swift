// swift-tools-version: 6.3
import PackageDescription

/// Every Swift target gets these; a warning is an error.
let house: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// The operator families: one line each, with the wrappers that the family needs.
let families: [(name: String, needs: [Target.Dependency])] = [
    ("Ingest", ["Archives", "Randomness", "ReferenceData"]),
    ("Bars", ["ReferenceData"]),
    ("Indicators", []),
    ("Books", ["OrderBooks", "Randomness"]),
    ("Reference", ["ReferenceData"]),
    ("Matrix", ["Statistics"]),
    ("Agents", ["Archives", "Learning", "Linear", "Statistics"]),
    ("Risk", ["ReferenceData", "Statistics"]),
    ("Execution", ["OrderBooks", "ReferenceData", "Statistics"]),
    ("Analytics", ["ReferenceData", "Statistics"]),
    ("Custom", []),
]

func engine(_ name: String, _ needs: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: needs, path: "Sources/\(name)", swiftSettings: house)
}

func family(_ name: String, _ needs: [Target.Dependency]) -> Target {
    .target(
        name: "\(name)Operators", dependencies: ["OperatorKit", "MarketModel", "Rings"] + needs,
        path: "Operators/\(name)", swiftSettings: house)
}

func tests(_ name: String, _ needs: [Target.Dependency]) -> Target {
    .testTarget(
        name: name, dependencies: ["TestSupport"] + needs, path: "Tests/\(name)", swiftSettings: house)
}

func familyTests(_ name: String, _ needs: [Target.Dependency]) -> Target {
    tests(name, ["OperatorSupport", "Catalogue", "OperatorKit", "MarketModel", "Rings"] + needs)
}

let system: [Target] = [
    .systemLibrary(name: "CYaml", path: "Sources/CYaml", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CArchive", path: "Sources/CArchive", providers: [.apt(["libarchive-dev"])]),
    .systemLibrary(name: "COpenBLAS", path: "Sources/COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CZeroMQ", path: "Sources/CZeroMQ", providers: [.apt(["libzmq3-dev"])]),
    .target(name: "CKernels", path: "Sources/CKernels", exclude: ["kernels.inc", "dense.inc"]),
    .target(name: "CMachine", path: "Sources/CMachine", cSettings: [.define("_GNU_SOURCE")]),
]

let engineTargets: [Target] = [
    engine("Machine", ["CMachine"]),
    engine("Rings"),
    engine("MarketModel"),
    engine(
        "Telemetry", ["Machine", .product(name: "Histogram", package: "hdrhistogram-swift")]),
    engine("OperatorKit", ["Rings", "MarketModel"]),
    engine("PipelineFormat", ["CYaml"]),
    engine("FlowGraph", ["PipelineFormat", "OperatorKit", "MarketModel"]),
    engine(
        "FlowEngine",
        ["FlowGraph", "PipelineFormat", "OperatorKit", "MarketModel", "Rings", "Machine", "Telemetry"]),
    engine("Archives", ["CArchive"]),
    engine("ReferenceData", ["Archives"]),
    engine("OrderBooks", ["MarketModel"]),
    engine("Randomness"),
    engine("Statistics", ["Randomness"]),
    engine("JSON"),
    engine("Linear", ["COpenBLAS", "CKernels"]),
    engine("Learning", ["JSON", "Linear", "Randomness"]),
    engine("Bridge", ["CZeroMQ", "JSON", "Learning", "Machine"]),
    engine(
        "TradingTasks",
        ["FlowEngine", "FlowGraph", "Learning", "MarketModel", "OperatorKit", "PipelineFormat", "Rings"]),
    engine(
        "RunReport",
        ["FlowEngine", "FlowGraph", "JSON", "PipelineFormat", "OperatorKit", "Statistics", "Telemetry"]),
    engine(
        "Training",
        [
            "Bridge", "JSON", "Learning", "Linear", "Machine", "PipelineFormat", "RunReport", "Statistics",
        ]),
]

let package = Package(
    name: "gm-flow",
    products: [
        .executable(name: "gm-flow", targets: ["gm-flow"]),
        .library(name: "Rings", targets: ["Rings"]),
        .library(name: "Learning", targets: ["Learning"]),
        .library(name: "Bridge", targets: ["Bridge"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    ],
    targets: system + engineTargets
        + families.map { family($0.name, $0.needs) }
        + [
            .target(
                name: "Catalogue",
                dependencies: ["OperatorKit"] + families.map { .target(name: "\($0.name)Operators") },
                path: "Operators/Catalogue", swiftSettings: house),
            .executableTarget(
                name: "gm-flow",
                dependencies: [
                    "Catalogue", "FlowEngine", "FlowGraph", "JSON", "Learning", "Linear", "PipelineFormat",
                    "OperatorKit", "RunReport", "Machine", "Statistics", "Telemetry", "TradingTasks",
                    "Training",
                    .product(name: "ArgumentParser", package: "swift-argument-parser"),
                ],
                path: "Sources/gm-flow", swiftSettings: house),
            .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
            .target(
                name: "TestSupport",
                dependencies: ["CAllocationCounter", "OperatorKit", "MarketModel", "Rings"],
                path: "Tests/TestSupport", swiftSettings: house),
            .target(
                name: "OperatorSupport",
                dependencies: ["TestSupport", "Catalogue", "Archives", "OperatorKit", "MarketModel"],
                path: "Tests/OperatorSupport", swiftSettings: house),
            tests("MachineTests", ["Machine"]),
            tests(
                "AllocationTests",
                [
                    "Catalogue", "FlowEngine", "FlowGraph", "PipelineFormat", "OperatorKit", "MarketModel",
                    "Rings",
                ]),
            tests("RingsTests", ["Rings", "Machine"]),
            tests("StressTests", ["Rings", "Machine"]),
            tests("PipelineFormatTests", ["PipelineFormat"]),
            tests(
                "PipelineTests",
                [
                    "Catalogue", "FlowEngine", "FlowGraph", "MarketModel", "PipelineFormat", "OperatorKit",
                    "ReferenceData", "Rings",
                ]),
            tests(
                "FlowEngineTests",
                [
                    "FlowEngine", "FlowGraph", "OperatorKit", "MarketModel", "Rings", "PipelineFormat",
                    "Machine", "Telemetry",
                ]),
            tests(
                "CLITests",
                [
                    "gm-flow", "Catalogue", "FlowGraph", "MarketModel", "OperatorKit", "PipelineFormat",
                    "Rings", "RepositorySupport", "Training",
                    .product(name: "ArgumentParser", package: "swift-argument-parser"),
                ]),
            tests("RunReportTests", ["JSON", "RunReport", "FlowEngine", "OperatorKit", "Telemetry"]),
            tests("FlowGraphTests", ["FlowGraph", "PipelineFormat", "OperatorKit", "MarketModel", "Rings"]),
            tests("ReferenceDataTests", ["ReferenceData", "Archives"]),
            tests(
                "IngestTests",
                ["IngestOperators", "ReferenceData", "Archives", "OperatorKit", "MarketModel", "Rings"]),
            familyTests("FeedTests", ["IngestOperators", "ReferenceData", "Archives"]),
            familyTests("SimulatedTests", ["IngestOperators", "Archives", "Randomness"]),
            familyTests("BookTests", ["BooksOperators", "IngestOperators", "OrderBooks"]),
            familyTests("BarTests", ["BarsOperators", "ReferenceData"]),
            familyTests("IndicatorTests", ["IndicatorsOperators"]),
            familyTests("MatrixTests", ["MatrixOperators", "Statistics"]),
            familyTests("ReferenceTests", ["ReferenceOperators", "ReferenceData", "Archives"]),
            familyTests("AgentTests", ["AgentsOperators", "Learning", "Linear"]),
            tests("StatisticsTests", ["Statistics", "Archives", "OperatorSupport"]),
            tests("JSONTests", ["JSON"]),
            tests("LearningTests", ["JSON", "Learning", "Linear", "RepositorySupport"]),
            tests("BridgeTests", ["Bridge", "JSON", "Learning", "Linear", "RepositorySupport"]),
            tests(
                "TradingTests",
                [
                    "Catalogue", "FlowEngine", "FlowGraph", "Learning", "Linear", "MarketModel",
                    "OperatorKit", "PipelineFormat", "RepositorySupport", "Rings", "TradingTasks",
                ]),
            tests(
                "TrainingTests",
                [
                    "JSON", "Learning", "Linear", "PipelineFormat", "RepositorySupport", "RunReport",
                    "Training",
                ]),
            familyTests("RiskTests", ["RiskOperators", "Statistics"]),
            familyTests(
                "ExecutionTests",
                ["ExecutionOperators", "OrderBooks", "ReferenceData", "RepositorySupport", "Statistics"]),
            familyTests("AnalyticsTests", ["AnalyticsOperators", "Statistics"]),
            familyTests("OperatorTests", []),
            .target(name: "RepositorySupport", path: "Tests/RepositorySupport", swiftSettings: house),
            tests("ArchitectureTests", ["RepositorySupport"]),
            tests(
                "DocsTests",
                [
                    "RepositorySupport", "Catalogue", "MarketModel", "OperatorKit", "PipelineFormat",
                    "FlowGraph",
                ]),
        ]
)

// A build for one purpose compiles only what it needs: GMFLOW_TARGETS=StressTests,FlowEngineTests and what they use.
if let wanted = Context.environment["GMFLOW_TARGETS"] {
    var kept = Set(wanted.split(separator: ",").map(String.init))
    var before = 0
    while kept.count > before {
        before = kept.count
        for target in package.targets where kept.contains(target.name) {
            for case .targetItem(let name, _) in target.dependencies { kept.insert(name) }
            for case .byNameItem(let name, _) in target.dependencies { kept.insert(name) }
        }
    }
    package.targets.removeAll { !kept.contains($0.name) }
    package.products.removeAll { product in
        let targets =
            (product as? Product.Executable)?.targets ?? (product as? Product.Library)?.targets ?? []
        return !kept.isSuperset(of: targets)
    }
}
