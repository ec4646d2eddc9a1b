import RepositorySupport
import Testing

@Suite struct ImportTests {
    @Test func `every module imports only what it may`() {
        for module in ModuleTable.all {
            for file in SwiftFile.all(under: module.folder) {
                for (imported, line) in file.imports {
                    #expect(
                        module.allowed.contains(imported) || ModuleTable.toolchain.contains(imported),
                        "\(file.path):\(line): \(module.module) may not import \(imported)")
                }
            }
        }
    }

    @Test func `every folder of sources is in the table`() {
        let folders = Set(Repository.files(under: "Sources", suffix: "").map { ModuleTable.folder($0, 1) })
        #expect(folders == Set(ModuleTable.engine.keys))
        #expect(ModuleTable.families.count >= 9)
    }

    /// SwiftPM builds a module that imports an undeclared sibling, so the manifest says nothing by itself;
    /// but it must not declare more than the table allows either.
    @Test func `the manifest declares what the table allows`() throws {
        let manifest = try #require(Repository.text("Package.swift"))
        let declared = manifest.matches(of: /engine\(\s*"(\w+)"(?:,\s*\[([^\]]*)\])?\)/)
        #expect(declared.count >= 10)
        for target in declared {
            let name = String(target.1)
            let products = (target.2 ?? "").replacing(/\.product\(name: ("\w+"), package: "[^"]*"\)/) {
                "\($0.1)"
            }
            let needs = Set(products.matches(of: /"([\w-]+)"/).map { String($0.1) })
            #expect(needs == ModuleTable.engine[name], "\(name) in Package.swift")
        }
        for family in ModuleTable.families {
            let line = manifest.firstMatch(
                of: try Regex("\\(\"\(family)\", \\[([^\\]]*)\\]\\)", as: (Substring, Substring).self))
            let needs = try #require(line, "\(family) is a family in Package.swift").1
            let wrappers = Set(needs.matches(of: /"([\w-]+)"/).map { String($0.1) })
            #expect(wrappers == ModuleTable.wrappers[family, default: []], "\(family) in Package.swift")
        }
    }

    @Test func `families don't import each other`() {
        for family in ModuleTable.families {
            for file in SwiftFile.all(under: "Operators/\(family)") {
                let others = file.imports.map(\.module).filter { $0.hasSuffix("Operators") }
                #expect(others.isEmpty, "\(file.path) imports \(others)")
            }
        }
    }

    @Test func `nothing that ships imports Foundation`() {
        for file in SwiftFile.all(under: "Sources") + SwiftFile.all(under: "Operators") {
            let modules = file.imports.map(\.module).filter { $0.hasPrefix("Foundation") }
            #expect(modules.isEmpty, "\(file.path) imports \(modules)")
        }
    }

    @Test func `each C module is imported by one Swift module`() {
        for module in ["CMachine", "CYaml", "CArchive", "COpenBLAS", "CKernels", "CZeroMQ"] {
            let users = SwiftFile.all(under: "Sources").filter { $0.imports.contains { $0.module == module } }
                .map { ModuleTable.folder($0.path, 1) }
            #expect(Set(users).count == 1, "\(module) is imported by \(Set(users).sorted())")
        }
    }
}
