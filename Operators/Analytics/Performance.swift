import MarketModel
import OperatorKit
import ReferenceData
import Rings

/// Keeps the account: equity, drawdown, round trips, who earned what, and the usual figures.
struct Performance: Operator {
    let settings: Settings
    let marksAtFills: Bool
    let hasBenchmark: Bool
    /// Instruments that have an input of marks.
    let markedCount: Int
    let seed: UInt64
    var ledger: Ledger
    private(set) var curve: EquityCurve
    private(set) var days: DayMarks
    private(set) var time = TimeInMarket()
    private(set) var marks = 0
    private(set) var marksInPosition = 0
    private(set) var barLength: Int64 = 0
    private(set) var fills = 0
    /// Fills that the path within a bar decides.
    private(set) var ambiguous = 0
    private(set) var firstBenchmark: Double?
    private var benchmark = 0.0
    var points = Outlet<EquityPoint>()

    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        self.settings = settings
        markedCount = context.inputs.count { $0.port == "marks" }
        marksAtFills = markedCount == 0
        hasBenchmark = context.inputs.contains { $0.port == "benchmark" }
        seed = context.seed
        let names = try Self.names(settings.instruments, context)
        ledger = Ledger(names, maxTrades: settings.maxTrades)
        curve = EquityCurve(capital: settings.capital)
        days = DayMarks(try Self.calendar(named: settings.calendar))
    }

    mutating func open() throws(OperatorError) {
        ledger.reserve()
        curve.reserve()
        days.reserve()
    }

    mutating func take(_ fill: Fill) {
        guard fill.outcome != .cancelled else { return }
        if fill.isTrade {
            fills += 1
            if fill.flags.contains(.ambiguous) { ambiguous += 1 }
        }
        let place = ledger.take(fill)
        if marksAtFills {
            if fill.isTrade { ledger.mark(place, fill.price) }
            mark(fill.header, instant: fill.header.time, place)
        } else {
            if place >= markedCount, fill.isTrade { ledger.mark(place, fill.price) }
            time.change(
                at: fill.header.time, isHeld: ledger.held > 0, gross: ledger.gross,
                equity: settings.capital > 0 ? settings.capital + ledger.profit : 0)
        }
    }

    mutating func mark(_ bar: Bar, _ place: Int) {
        barLength = bar.end - bar.start
        ledger.mark(place, bar)
        mark(bar.header, instant: bar.start, place)
    }

    private mutating func mark(_ header: EventHeader, instant: Int64, _ place: Int) {
        let equity = settings.capital + ledger.profit
        let gross = ledger.gross
        let first = ledger.instruments[0].price.double
        let other = hasBenchmark ? benchmark : first
        let drawdown = curve.add(time: header.time, equity, price: first, benchmark: other, gross: gross)
        days.add(time: header.time, instant: instant, equity, benchmark: other)
        time.change(
            at: header.time, isHeld: ledger.held > 0, gross: gross,
            equity: settings.capital > 0 ? equity : 0)
        marks += 1
        if ledger.held > 0 { marksInPosition += 1 }
        points.send(
            EquityPoint(
                header: header, equity: equity, drawdown: drawdown,
                position: ledger.instruments[place].position, price: ledger.instruments[place].price))
    }

    mutating func compare(_ bars: Span<Bar>) {
        if firstBenchmark == nil { firstBenchmark = bars[0].open.double }
        benchmark = bars[bars.count - 1].close.double
    }
}
