import RepositorySupport

/// A folder that looks like the package's root to a command, so that what commands write stays out of it.
struct Workspace {
    let folder: String
    /// Where the program that these tests were built with lies.
    static let program: String = {
        let own = Repository.shell("readlink /proc/$PPID/exe").output
        let beside = own.split(separator: "\n").first.map { $0.split(separator: "/").dropLast() } ?? []
        let folder = "/" + beside.joined(separator: "/")
        if Repository.exists("\(folder)/gm-flow") { return folder }
        return "\(Repository.root)/.build/debug"
    }()

    /// Whether the recorded market data that some pipelines read are there.
    static var hasData: Bool { Repository.exists("../shared/data") }

    init?() {
        guard let top = Repository.temporaryFolder("gm-flow-docs") else { return nil }
        folder = top + "/main"
        let root = Repository.quoted(Repository.root)
        let made = Repository.shell(
            "mkdir \(folder) && ln -s \(root)/Pipelines \(root)/config \(root)/Tests \(folder)/ "
                + "&& ln -s \(root)/../shared \(top)/shared")
        guard made.code == 0 else { return nil }
    }

    func remove() { _ = Repository.shell("rm -rf \(folder)/..") }

    /// Runs a line with our program first in the path.
    func run(_ line: String) -> (output: String, code: Int32) {
        Repository.shell("PATH=\(Repository.quoted(Self.program)):$PATH; \(line)", in: folder)
    }
}
