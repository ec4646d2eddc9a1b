import Glibc

/// The Python environment with libraries of others that tests compare with: `Tests/Peers/setup.sh` makes it.
public enum Peers {
    /// Its Python; nil, with a word, where there is none.
    public static var python: String? {
        // SAFETY: the text is copied before anybody could change the environment.
        if let named = unsafe getenv("GMFLOW_PEERS") { return unsafe String(cString: named) }
        if Repository.exists(".build-peers/made") { return "\(Repository.root)/.build-peers/bin/python" }
        print("SKIPPED: no libraries to compare with; bash Tests/Peers/setup.sh installs them from PyPI")
        return nil
    }

    /// Runs a script of `Tests/Peers` for at most a number of seconds; what it wrote and its exit code, nil where there is
    /// no Python for it.
    public static func run(_ script: String, _ words: [String], seconds: Int = 120) -> (
        output: String, code: Int32
    )? {
        guard let python else { return nil }
        let line = ([python, "Tests/Peers/\(script)"] + words).map(Repository.quoted).joined(separator: " ")
        return Repository.shell("timeout \(seconds) \(line)")
    }
}
