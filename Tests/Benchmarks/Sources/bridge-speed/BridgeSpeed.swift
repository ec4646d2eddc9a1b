import Bridge
import Glibc
import Learning

/// Measures the way to a server in Python and back: `bridge-speed PYTHON SERVE.PY`; prints JSON.
///
/// The environment stands still, so that only the bridge costs: 3 agents that see 18 numbers, a state of 54.
@main
enum BridgeSpeed {
    static func main() throws {
        let words = CommandLine.arguments
        guard words.count == 3 else {
            print("usage: bridge-speed PYTHON SERVE.PY")
            return
        }
        var rows: [String] = []
        for (scheme, copies) in [("ipc", 1), ("tcp", 1), ("ipc", 32), ("ipc", 128)] {
            let endpoint =
                scheme == "ipc" ? "ipc:///tmp/gm-flow-speed-\(getpid())-\(copies)" : "tcp://127.0.0.1:5599"
            var task = try ExternalEnvironment(
                ExternalServer(
                    command: [words[1], words[2], "still:3,18,54,5", "--endpoint", "{endpoint}"]
                        + ["--copies", "{copies}"],
                    endpoint: endpoint, copies: copies))
            try task.reset(seed: 1)
            var outcome = StepOutcome(task.form)
            let actions = [[Int32](repeating: 1, count: 3 * copies)]
            var times: [Int] = []
            for call in 0..<5_500 {
                let start = now()
                try task.step(actions, &outcome)
                if call >= 500 { times.append(now() - start) }
            }
            times.sort()
            rows.append(
                """
                {"by":"\(scheme)","copies":\(copies),"p50_ns":\(times[times.count / 2]),\
                "p99_ns":\(times[times.count * 99 / 100])}
                """)
        }
        print("{\"rows\":[\(rows.joined(separator: ","))]}")
    }

    private static func now() -> Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
