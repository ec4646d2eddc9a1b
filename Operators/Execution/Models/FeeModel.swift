import MarketModel
import OperatorKit
import ReferenceData

/// What a fill costs besides its price.
struct FeeModel {
    private enum Kind {
        /// Per contract, by the contracts traded before it in the UTC month.
        case tiers
        /// A part of the value traded.
        case value(maker: Double, taker: Double)
    }

    /// A rate that holds from so many contracts on.
    private struct Tier {
        var from: Double
        var rate: Double
    }

    private var kind = Kind.tiers
    private var tiers = [Tier(from: 0, rate: 0)]
    private var minimum = 0.0
    private var traded = 0.0
    private var monthEnd = Int64.min

    /// Reads `fee`: a number per contract and side, or a mapping.
    init(_ value: ArgumentValue) throws(OperatorError) {
        let reader = TreeReader("fee", value)
        if let number = reader.number {
            guard (-1e6...1e6).contains(number) else { throw reader.complaint("fee is at most 1e6") }
            tiers[0].rate = number
            return
        }
        let keys = try reader.keys(among: ["per_contract", "tiers", "maker_bps", "taker_bps", "minimum"])
        minimum = try reader.real("minimum", in: 0...1e9, default: 0)
        let models = [
            keys.contains("per_contract"), keys.contains("tiers"),
            keys.contains("maker_bps") || keys.contains("taker_bps"),
        ]
        guard models.count(where: { $0 }) == 1 else {
            throw reader.complaint(
                "fee says one model", help: "a number, per_contract, tiers, or maker_bps with taker_bps")
        }
        if models[0] {
            tiers[0].rate = try reader.real("per_contract", in: -1e6...1e6)
        } else if models[1] {
            tiers = try Self.tiers(reader)
        } else {
            let range = -1e4...1e4
            kind = .value(
                maker: try reader.real("maker_bps", in: range) / 1e4,
                taker: try reader.real("taker_bps", in: range) / 1e4)
        }
    }

    private static func tiers(_ reader: TreeReader) throws(OperatorError) -> [Tier] {
        let tiers = try reader.pairs("tiers").map { Tier(from: $0.0, rate: $0.1) }
        guard tiers[0].from == 0, zip(tiers, tiers.dropFirst()).allSatisfy({ $0.from < $1.from }) else {
            throw reader.complaint("tiers begin at 0 contracts and grow", help: "[[0, 2.5], [1000, 1.5]]")
        }
        return tiers
    }

    /// The fee of a fill of `size` contracts at `price`; its contracts count for the tiers of later fills.
    mutating func charge(
        _ size: Double, at price: Price, multiplier: Double, _ liquidity: Fill.Liquidity, time: Int64
    ) -> Double {
        switch kind {
        case .value(let maker, let taker):
            let rate = liquidity == .maker ? maker : taker
            let fee = size * abs(price.double) * multiplier * rate
            return minimum > 0 ? max(minimum, fee) : fee
        case .tiers:
            if tiers.count > 1, time >= monthEnd { startMonth(at: time) }
            var rate = tiers[0].rate
            for tier in tiers where tier.from <= traded { rate = tier.rate }
            traded += size
            return minimum > 0 ? max(minimum, size * rate) : size * rate
        }
    }

    private mutating func startMonth(at time: Int64) {
        let day = floorDivide(time, 86_400_000_000_000)
        let date = CivilDate(daysSinceEpoch: Int(day))
        let next =
            date.month == 12
            ? CivilDate.days(year: date.year + 1, month: 1, day: 1)
            : CivilDate.days(year: date.year, month: date.month + 1, day: 1)
        monthEnd = Int64(next) * 86_400_000_000_000
        traded = 0
    }
}
