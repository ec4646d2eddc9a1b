// swift-tools-version: 6.3
import PackageDescription

// Nested, so that nobody who builds gm-flow needs boost or readerwriterqueue. On Debian both are packages:
// libboost-dev and libreaderwriterqueue-dev, headers only.
let house: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "gm-flow-benchmarks",
    dependencies: [.package(name: "gm-flow", path: "../..")],
    targets: [
        .target(
            name: "Contestants",
            cSettings: [.define("_GNU_SOURCE")], cxxSettings: [.define("_GNU_SOURCE"), .define("NDEBUG")]),
        .executableTarget(
            name: "ring-duel",
            dependencies: ["Contestants", .product(name: "Rings", package: "gm-flow")],
            swiftSettings: house),
        .target(name: "BLASContestant", linkerSettings: [.linkedLibrary("openblas")]),
        .executableTarget(
            name: "network-speed",
            dependencies: ["BLASContestant", .product(name: "Learning", package: "gm-flow")],
            swiftSettings: house),
        .executableTarget(
            name: "bridge-speed",
            dependencies: [
                .product(name: "Bridge", package: "gm-flow"), .product(name: "Learning", package: "gm-flow"),
            ],
            swiftSettings: house),
    ],
    cxxLanguageStandard: .cxx17
)
