import MarketModel
import OperatorKit

/// What a contract's series is made of: trades or bars.
protocol ContractEvent: Event {
    /// The operator's documentation: what differs.
    static var manual: ContractManual { get }
    /// The price at its end.
    var lastPrice: Price { get }
    /// The quantity traded in it.
    var traded: Double { get }
    /// With all prices · factor + shift, of which one at most is at work; nil if one is out of range.
    func moved(by shift: Int64, factor: Double) -> Self?
}

/// What differs in the documentation of the two operators.
struct ContractManual {
    var name: String
    var summary: String
    /// What the events are called.
    var events: String
    /// What becomes of quantities.
    var quantities: String
    var example: String
}

extension Price {
    /// The price · factor + shift, of which one at most is at work; nil if it is out of range.
    @inline(__always)
    fileprivate func moved(by shift: Int64, factor: Double) -> Price? {
        let (price, overflow) = raw.addingReportingOverflow(shift)
        return overflow ? nil : Price(raw: price).scaled(by: factor)
    }
}

extension Trade: ContractEvent {
    static var manual: ContractManual {
        ContractManual(
            name: "reference.continuous",
            summary: "Joins the contracts of a future into one series, without jumps at the rolls.",
            events: "trades", quantities: "quantities are those traded.",
            example: """
                gold: {op: reference.continuous, from: [december, february], expiries: [2013-12-27, 2014-02-26]}
                """)
    }

    @inline(__always) var lastPrice: Price { price }
    @inline(__always) var traded: Double { quantity }

    @inline(__always)
    func moved(by shift: Int64, factor: Double) -> Trade? {
        guard let price = price.moved(by: shift, factor: factor) else { return nil }
        var trade = self
        trade.price = price
        return trade
    }
}

extension Bar: ContractEvent {
    static var manual: ContractManual {
        ContractManual(
            name: "reference.continuous_bars",
            summary: "Joins the bars of a future's contracts into one series, without jumps at the rolls.",
            events: "bars", quantities: "volumes are those traded; vwap moves as prices do; flags are kept.",
            example: """
                gold: {op: reference.continuous_bars, from: [december, february], expiries: [2013-12-27, 2014-02-26]}
                """)
    }

    @inline(__always) var lastPrice: Price { close }
    @inline(__always) var traded: Double { volume }

    @inline(__always)
    func moved(by shift: Int64, factor: Double) -> Bar? {
        guard let open = open.moved(by: shift, factor: factor),
            let high = high.moved(by: shift, factor: factor),
            let low = low.moved(by: shift, factor: factor), let close = close.moved(by: shift, factor: factor)
        else { return nil }
        var bar = self
        (bar.open, bar.high, bar.low, bar.close) = (open, high, low, close)
        bar.notional = notional * factor + Price(raw: shift).double * volume
        return bar
    }
}
