import Glibc

/// The best way to trade a planted signal that is seen, by value iteration on a grid.
struct SignalOracle: Sendable {
    private static let points = 121
    private static let reach = 4.0
    private let best: [[Int]]

    init(_ problem: PlantedSignal.Problem) {
        let count = Self.points
        let grid = (0..<count).map { Self.reach * (2 * Double($0) / Double(count - 1) - 1) }
        let width = grid[1] - grid[0]
        let deviation = (1 - 0.81).squareRoot()
        func cumulative(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }
        let next = grid.map { from in
            (0..<count).map { to -> Double in
                let low = to == 0 ? 0 : cumulative((grid[to] - width / 2 - 0.9 * from) / deviation)
                let high = to == count - 1 ? 1 : cumulative((grid[to] + width / 2 - 0.9 * from) / deviation)
                return high - low
            }
        }
        var values = [[Double]](repeating: [Double](repeating: 0, count: 3), count: count)
        var choice = [[Int]](repeating: [0, 0, 0], count: count)
        for _ in 0..<60 {
            var fresh = values
            for i in 0..<count {
                var ahead = [0.0, 0, 0]
                for to in 0..<count where next[i][to] > 1e-12 {
                    for position in 0..<3 { ahead[position] += next[i][to] * values[to][position] }
                }
                for held in 0..<3 {
                    var top = -Double.infinity
                    for wanted in 0..<3 {
                        let now =
                            Double(wanted - 1) * problem.beta * grid[i]
                            - problem.cost * Double(abs(wanted - held))
                        if now + ahead[wanted] > top {
                            top = now + ahead[wanted]
                            choice[i][held] = wanted - 1
                        }
                    }
                    fresh[i][held] = top
                }
            }
            let base = fresh[count / 2][1]
            values = fresh.map { $0.map { $0 - base } }
        }
        best = choice
    }

    func position(signal: Double, held: Int) -> Int {
        let place = ((signal / Self.reach + 1) / 2 * Double(Self.points - 1)).rounded()
        return best[Int(min(max(place, 0), Double(Self.points - 1)))][held + 1]
    }
}
