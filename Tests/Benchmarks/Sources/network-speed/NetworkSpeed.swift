import BLASContestant
import Glibc
import Learning

/// Measures the strategic network, 48-512-256-128-3, acting on one observation and on 256, beside OpenBLAS in the same
/// process by turns; prints JSON.
@main
enum NetworkSpeed {
    static let shape = MLPShape.strategic

    static func main() {
        let calls = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 20_000
        var random = RandomStream(seed: 1)
        var net = MLP<Float>(shape, capacity: 256)
        net.initialise(&random)
        var policy = InferencePolicy(shape, parameters: net.parameters)
        let blas = Contestant(net.parameters, rows: 256)
        let x = (0..<(256 * 48)).map { _ in Float(random.normal()) }
        let one = Array(x[0..<48])
        // All three compute the same.
        policy.look(one)
        net.forward(x, rows: 256)
        let (a, b) = (blas.forward(one, rows: 1), blas.forward(x, rows: 256))
        for i in 0..<3 {
            precondition(abs(policy.logits[i] - a[i]) < 1e-6 && abs(net.output[i] - b[i]) < 1e-6)
        }
        var rows: [String] = []
        let warm = byTurns(calls, block: 100, [{ policy.look(one) }, { _ = blas.forward(one, rows: 1) }])
        rows += entries("batch 1, warm", warm)
        let cold = byTurns(
            min(calls, 300), block: 1, [{ policy.look(one) }, { _ = blas.forward(one, rows: 1) }],
            before: { _ = blas_evict(64 << 20) })
        rows += entries("batch 1, after 64 MB of other data", cold)
        let many = byTurns(
            calls / 40, block: 5, [{ net.forward(x, rows: 256) }, { _ = blas.forward(x, rows: 256) }])
        rows += entries("batch 256", many)
        print("{\"parameters\":\(shape.parameterCount),\"rows\":[\(rows.joined(separator: ","))]}")
    }

    /// Times of single calls in ns: the contestants go by turns in blocks, as a shared machine's mood changes.
    private static func byTurns(
        _ calls: Int, block: Int, _ contestants: [() -> Void], before: () -> Void = {}
    ) -> [[Int]] {
        var times = [[Int]](repeating: [], count: contestants.count)
        while times[0].count < calls {
            for (index, contestant) in contestants.enumerated() {
                // Once for the caches, which the other one has filled.
                if block > 1 { contestant() }
                for _ in 0..<block {
                    before()
                    let start = now()
                    contestant()
                    times[index].append(now() - start)
                }
            }
        }
        return times.map { $0.sorted() }
    }

    private static func entries(_ what: String, _ times: [[Int]]) -> [String] {
        zip(["gm-flow", "OpenBLAS"], times).map { name, times in
            """
            {"what":"\(what)","by":"\(name)","p50_ns":\(times[times.count / 2]),\
            "p99_ns":\(times[times.count * 99 / 100]),"least_ns":\(times[0])}
            """
        }
    }

    private static func now() -> Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}

/// The same network by OpenBLAS, in memory of its own.
private struct Contestant {
    let parameters: [Float]
    let rows: Int

    init(_ parameters: [Float], rows: Int) {
        self.parameters = parameters
        self.rows = rows
        unsafe Self.scratch = .allocate(capacity: 2 * rows * 512)
        unsafe Self.scratch?.initialize(repeating: 0, count: 2 * rows * 512)
    }

    nonisolated(unsafe) private static var scratch: UnsafeMutablePointer<Float>?
    private static let widths = [48, 512, 256, 128, 3]

    func forward(_ x: [Float], rows: Int) -> [Float] {
        precondition(rows <= self.rows)
        guard let scratch = unsafe Self.scratch,
            let output = unsafe blas_forward(parameters, Self.widths, 4, x, rows, scratch)
        else { return [] }
        return unsafe [output[0], output[1], output[2]]
    }
}
