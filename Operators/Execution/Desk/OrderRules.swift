import MarketModel

/// What an order must look like to be taken.
struct OrderRules {
    private let tick: Int64
    private let maxQuantity: Double

    /// - Parameter tick: step of prices; 0 when it is not known or not asked for.
    init(tick: Price, maxQuantity: Double) {
        self.tick = tick.raw
        self.maxQuantity = maxQuantity
    }

    /// Why a new order is refused; nil when it looks right.
    func fault(in order: Order, at time: Int64) -> OrderUpdate.Reason? {
        guard let kind = order.kind, let life = order.timeInForce else { return .orderUnsupported }
        guard order.id > 0 else { return .orderUnknownID }
        if let fault = fault(inQuantity: order.quantity) { return fault }
        guard order.display >= 0, order.display < .infinity else { return .orderInvalidQuantity }
        if let fault = fault(inPricesOf: order, kind) { return fault }
        if life == .gtd, order.expiry <= time { return .gtdExpired }
        let restsNever = kind == .market || life == .ioc || life == .fok
        if order.flags.contains(.postOnly), restsNever || kind == .stop || kind == .trailingStop {
            return .orderUnsupported
        }
        return nil
    }

    /// Why a quantity is refused.
    func fault(inQuantity quantity: Double) -> OrderUpdate.Reason? {
        let size = abs(quantity)
        return size > 0 && size <= maxQuantity ? nil : .orderInvalidQuantity
    }

    /// Why the prices of an order of that kind are refused.
    func fault(inPricesOf order: Order, _ kind: Order.Kind) -> OrderUpdate.Reason? {
        let needsLimit = kind == .limit || kind == .stopLimit
        let needsStop = kind == .stop || kind == .stopLimit
        if needsLimit && order.limit.raw == 0 || needsStop && order.stop.raw == 0 {
            return .orderInvalidPrice
        }
        if kind == .trailingStop, order.trail.raw <= 0 { return .orderInvalidPrice }
        if needsLimit, isOff(order.limit) || needsStop && isOff(order.stop) { return .orderOffTick }
        if isOff(order.stop) || isOff(order.trail) { return .orderOffTick }
        return fault(inBracketOf: order, needsLimit ? order.limit : Price(raw: 0))
    }

    /// A bracket's prices stand on the two sides of each other, and of the entry where that is known.
    private func fault(inBracketOf order: Order, _ entry: Price) -> OrderUpdate.Reason? {
        let (profit, loss) = (order.takeProfit, order.stopLoss)
        if isOff(profit) || isOff(loss) { return .orderOffTick }
        let (low, high) = order.quantity > 0 ? (loss, profit) : (profit, loss)
        let isTurned =
            follows(low, entry) || follows(entry, high) || follows(low, high)
        return isTurned ? .orderInvalidPrice : nil
    }

    /// Whether both prices are given and the second is not above the first.
    @inline(__always)
    private func follows(_ low: Price, _ high: Price) -> Bool { low.raw != 0 && high.raw != 0 && high <= low }

    @inline(__always)
    private func isOff(_ price: Price) -> Bool { tick > 0 && price.raw % tick != 0 }
}
