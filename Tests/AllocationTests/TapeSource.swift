import MarketModel
import OperatorKit
import Rings

/// Trades made up on the spot, without memory that grows.
struct TapeSource: Source {
    struct Settings: OperatorSettings {
        var count = 0
        static let parameters: [Parameter<Settings>] = [
            .integer("count", \.count, in: 0...Int64.max, "trades to make")
        ]
    }
    static let signature = Signature<TapeSource>("test.tape", "Trades.")
        .output("out", Trade.self, "the trades") { $0.out = $1 }
    private let count: Int
    private var out = Outlet<Trade>()
    private var sequencer = Sequencer()
    private var sent = 0

    init(_ settings: Settings, _ context: NodeContext) { count = settings.count }

    mutating func produce(limit: Int) -> Production {
        for _ in 0..<min(limit, count - sent) {
            let time = 1_700_000_000_000_000_000 + Int64(sent) * 50_000_000
            // A slow wave with a quick one on it: averages cross now and then, so there are orders and fills.
            let wave = Int64(abs(sent % 40_000 - 20_000)) + Int64(abs(sent % 14 - 7))
            out.send(
                Trade(
                    header: sequencer.header(at: time),
                    price: Price(raw: 2_000_000_000_000 + wave * 1_000_000),
                    quantity: 1, side: sent % 2 == 0 ? .buy : .sell))
            sent += 1
        }
        return sent == count ? .ended : .more
    }
}
