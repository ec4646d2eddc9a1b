import MarketModel
import OperatorKit
import TestSupport
import Testing

@testable import ExecutionOperators

@Suite struct AccountTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `cash and position equal the settled balance at every event`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var account = Account(capital: 1000, multiplier: 20)
        var price = 100.0
        var (cash, position) = (0.0, 0.0)
        for _ in 0..<3000 {
            price += Double(Int.random(in: -4...4, using: &random)) * 0.25
            switch Int.random(in: 0..<6, using: &random) {
            case 0: account.see(Price(price))
            case 1:
                let before = account.equity
                account.settle()
                #expect(account.equity == before)
            case 2:
                account.pay(1.5)
                cash -= 1.5
            default:
                let quantity = Double(Int.random(in: -5...5, using: &random))
                guard quantity != 0 else { continue }
                account.trade(quantity, at: Price(price), fee: 2)
                account.see(Price(price))
                cash -= quantity * price * 20 + 2
                position += quantity
            }
            #expect(abs(account.position - position) < 1e-9 && abs(account.cash - cash) < 1e-6)
            #expect(abs(account.equity - account.settledEquity) <= 1e-9 * (1 + abs(account.cash)))
        }
    }

    private func value(_ entries: [(key: String, value: ArgumentValue)]) -> ArgumentValue {
        Argument.table(entries)
    }

    @Test func `fees are per contract, by tiers or by value`() throws {
        var flat = try FeeModel(Argument.real(2.5))
        let fee1 = flat.charge(4, at: Price(10), multiplier: 50, .taker, time: 0)
        #expect(fee1 == 10)
        let bps = value([("maker_bps", Argument.real(-1)), ("taker_bps", Argument.real(5))])
        var byValue = try FeeModel(bps)
        let fee2 = byValue.charge(2, at: Price(50_000), multiplier: 1, .taker, time: 0)
        #expect(abs(fee2 - 50) < 1e-9)
        let fee3 = byValue.charge(2, at: Price(50_000), multiplier: 1, .maker, time: 0)
        #expect(abs(fee3 + 10) < 1e-9)
        let pairs = [(0.0, 2.0), (10.0, 1.0)].map {
            Argument.list([Argument.real($0.0), Argument.real($0.1)])
        }
        var tiers = try FeeModel(value([("tiers", Argument.list(pairs)), ("minimum", Argument.real(3))]))
        let month: Int64 = 31 * 86_400_000_000_000
        let fee4 = tiers.charge(10, at: Price(1), multiplier: 1, .maker, time: 0)
        #expect(fee4 == 20)
        let fee5 = tiers.charge(5, at: Price(1), multiplier: 1, .maker, time: 5)
        #expect(fee5 == 5)
        let fee6 = tiers.charge(1, at: Price(1), multiplier: 1, .maker, time: 6)
        #expect(fee6 == 3, "the minimum")
        let fee7 = tiers.charge(2, at: Price(1), multiplier: 1, .maker, time: month)
        #expect(fee7 == 4, "a new month")
        for wrong in [
            value([]), value([("per_lot", Argument.real(1))]), Argument.text("free"),
            value([("per_contract", Argument.real(1)), ("taker_bps", Argument.real(1))]),
        ] {
            #expect(throws: OperatorError.self) { try FeeModel(wrong) }
        }
    }

    /// The square root of 1e5 of a million contracts, and the IBM example of Almgren and others (2005).
    @Test func `impact is nothing for nothing, grows with size, and equals the golden numbers`() throws {
        let root = value([
            ("model", Argument.text("square_root")), ("sigma", Argument.real(0.02)),
            ("volume", Argument.real(1e6)),
        ])
        var square = try ImpactModel(root, tick: 0)
        for (size, bps) in [
            (100.0, 2.0), (1000, 6.324555320336759), (10_000, 20), (100_000, 63.245553203367585),
        ] {
            let cost = square.cost(of: size, at: 1)
            #expect(abs(cost * 1e4 - bps) < 1e-9)
        }
        let ibm = Almgren(shares: 263 * 6_561_000, days: 0.2, gamma: 0.314, eta: 0.142)
        let permanent = ibm.permanent(of: 656_100, sigma: 0.0157, volume: 6_561_000)
        #expect(abs(permanent * 1e4 - 19.852638641164123) < 1e-9)
        let whole = ibm.cost(of: 656_100, sigma: 0.0157, volume: 6_561_000)
        #expect(abs(whole * 1e4 - 24.63487400196751) < 1e-9)
        let almgren = value([
            ("model", Argument.text("almgren")), ("sigma", Argument.real(0.0157)),
            ("volume", Argument.real(6_561_000)), ("shares", Argument.real(1_728_000_000)),
        ])
        let models = [
            square, try ImpactModel(almgren, tick: 0), try ImpactModel(Argument.real(2), tick: 0.25),
            try ImpactModel(Argument.text("none"), tick: 0), try ImpactModel(nil, tick: 0),
        ]
        for var model in models {
            let free = model.cost(of: 0, at: 100)
            #expect(free == 0)
            let costs = (1...50).map { model.cost(of: Double($0 * 100), at: 100) }
            #expect(zip(costs, costs.dropFirst()).allSatisfy { $0 <= $1 } && costs.allSatisfy { $0 >= 0 })
        }
        #expect(throws: OperatorError.self) { try ImpactModel(Argument.real(1), tick: 0) }
    }
}
