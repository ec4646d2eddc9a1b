import Learning
import MarketModel
import OperatorKit

extension TradingTape {
    /// What a recorder reports.
    init(_ report: NodeReport) throws(EnvironmentFault) {
        func series(_ name: String) throws(EnvironmentFault) -> NodeReport.Series {
            guard let found = report.series.first(where: { $0.name == name }) else {
                throw EnvironmentFault("the recording has no \(name)")
            }
            return found
        }
        let names = report.tables.first { $0.name == "columns" }?.rows.compactMap(\.first) ?? []
        guard let hash = names.first.flatMap({ UInt64($0, radix: 16) }) else {
            throw EnvironmentFault("the recording does not say what its features mean")
        }
        let (times, places) = (try series("features.time"), try series("features.sequence").times)
        let (traded, order, prices) = (
            try series("market.time"), try series("market.sequence").times, try series("market.price").times
        )
        let (closes, marked) = (try series("marks.price").times, try series("marks.sequence").times)
        self.init(
            columns: Array(names.dropFirst()), schema: hash, features: times.values.map { Float($0) },
            rows: zip(times.times, places).map { EventHeader(time: $0, sequence: $1) },
            trades: traded.times.indices.map {
                Trade(
                    header: EventHeader(time: traded.times[$0], sequence: order[$0]),
                    price: Price(raw: prices[$0]), quantity: traded.values[$0], side: .unknown)
            },
            marks: zip(marked, closes).map { Mark(sequence: $0, price: Price(raw: $1)) })
    }
}
