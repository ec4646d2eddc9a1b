import Bridge
import Foundation
import Learning
import RepositorySupport
import Synchronization

/// An environment of ours, served by a thread for as long as this lives.
final class Served {
    let endpoint: String
    private final class Flag: Sendable {
        let isOver = Atomic<Bool>(false)
        let hasEnded = Atomic<Bool>(false)
    }
    private let flag = Flag()

    init<Task: Environment>(_ task: Task) throws {
        endpoint = Served.freshEndpoint()
        let server = try EnvironmentServer(task)
        let (flag, endpoint) = (flag, endpoint)
        let thread = Thread {
            var server = server
            do { try server.serve(at: endpoint) { flag.isOver.load(ordering: .relaxed) } } catch {
                print("served: \(error)")
            }
            flag.hasEnded.store(true, ordering: .releasing)
        }
        thread.start()
    }

    var hasEnded: Bool { flag.hasEnded.load(ordering: .acquiring) }

    /// Waits until it has ended by itself, for some seconds.
    func ends() -> Bool {
        for _ in 0..<500 where !hasEnded { usleep(10_000) }
        return hasEnded
    }

    deinit {
        flag.isOver.store(true, ordering: .relaxed)
        for _ in 0..<500 where !hasEnded { usleep(1000) }
        unsafe unlink(String(endpoint.dropFirst("ipc://".count)))
    }

    /// A place that nobody listens at.
    static func freshEndpoint() -> String { "ipc:///tmp/gm-flow-\(getpid())-\(UUID().uuidString.prefix(8))" }
}

/// A server of `Tests/Peers/serve.py`; nil, with a word, where there is no Python for it.
func peer(
    _ name: String, copies: Int, _ words: [String] = [], log: String = "/dev/null"
) -> ExternalServer? {
    guard let python = Peers.python else { return nil }
    var server = ExternalServer(
        command: [python, "\(Repository.root)/Tests/Peers/serve.py", name, "--endpoint", "{endpoint}"]
            + ["--copies", "{copies}"] + words,
        endpoint: Served.freshEndpoint(), copies: copies)
    server.log = log
    return server
}
