import MarketModel
import OperatorKit

/// One request of a plan, as read from YAML.
struct PlannedOrder {
    var at: Moment
    /// When a gtd order ends; counted from its own time where it is a length.
    var expiry: Moment?
    var order: Order
    /// What later entries call it by.
    var name: String

    /// Whether it has a time of its own rather than one counted from the first event.
    var isInstant: Bool {
        if case .instant = at { true } else { false }
    }

    static let keys = [
        "at", "quantity", "kind", "limit", "stop", "trail", "tif", "expiry", "post_only", "reduce_only",
        "display", "group", "take_profit", "stop_loss", "instrument", "action", "of", "name",
    ]
    private static let kinds: [(String, Order.Kind)] = [
        ("market", .market), ("limit", .limit), ("stop", .stop), ("stop_limit", .stopLimit),
        ("trailing_stop", .trailingStop),
    ]
    private static let times: [(String, Order.TimeInForce)] = [
        ("gtc", .gtc), ("day", .day), ("ioc", .ioc), ("fok", .fok), ("gtd", .gtd),
    ]
    private static let actions: [(String, Order.Action)] = [
        ("submit", .submit), ("replace", .replace), ("cancel", .cancel), ("cancel_all", .cancelAll),
    ]

    /// Reads entry `number` (from 1); `earlier` are those before it.
    init(_ item: ArgumentValue, number: Int, earlier: [PlannedOrder]) throws(OperatorError) {
        let fields = PlanFields(item)
        try fields.check(Self.keys)
        let action = try fields.word("action", among: Self.actions) ?? .submit
        guard let at = try fields.moment("at") else {
            throw OperatorError(
                " has no time", help: "at: 2013-10-07T14:30:00Z, or at: 30m after the first event",
                origin: item.origin)
        }
        self.at = at
        name = item["name"]?.text ?? "\(number)"
        expiry = try fields.moment("expiry")
        let kind = try fields.word("kind", among: Self.kinds) ?? (item["limit"] == nil ? .market : .limit)
        order = Order(
            header: EventHeader(time: 0, sequence: 0), id: 0,
            quantity: try fields.number("quantity", isRequired: action == .submit || action == .replace),
            kind: kind)
        order.actionCode = action.rawValue
        order.clientID = Int64(number)
        try read(fields, kind)
        try refer(fields, action, earlier)
    }

    private mutating func read(_ fields: PlanFields, _ kind: Order.Kind) throws(OperatorError) {
        let isChange = order.action != .submit
        order.limit = try fields.price(
            "limit", isRequired: !isChange && (kind == .limit || kind == .stopLimit))
        order.stop = try fields.price("stop", isRequired: !isChange && (kind == .stop || kind == .stopLimit))
        order.trail = try fields.price("trail", isRequired: !isChange && kind == .trailingStop)
        order.takeProfit = try fields.price("take_profit")
        order.stopLoss = try fields.price("stop_loss")
        order.display = try fields.number("display")
        order.group = Int64(try fields.number("group"))
        if try fields.flag("post_only") { order.flags.insert(.postOnly) }
        if try fields.flag("reduce_only") { order.flags.insert(.reduceOnly) }
        let time = try fields.word("tif", among: Self.times) ?? (expiry == nil ? .gtc : .gtd)
        order.timeInForceCode = time.rawValue
        guard (time == .gtd) == (expiry != nil) else {
            throw OperatorError(
                time == .gtd ? " is gtd and has no expiry" : " has an expiry and is not gtd",
                help: "tif: gtd, expiry: 1h", origin: fields.item.origin)
        }
        if let value = fields.item["instrument"] {
            guard let text = value.text, let symbol = Symbol(text) else {
                throw OperatorError(": the instrument is no name of up to 16 bytes", origin: value.origin)
            }
            order.instrument = symbol
        }
    }

    /// The order that a change is about: by its name or its number in the list.
    private mutating func refer(
        _ fields: PlanFields, _ action: Order.Action, _ earlier: [PlannedOrder]
    ) throws(OperatorError) {
        let isAbout = action == .replace || action == .cancel
        guard let value = fields.item["of"] else {
            guard isAbout else { return }
            throw OperatorError(
                " does not say of which order", help: "of: its name, or its number in the list",
                origin: fields.item.origin)
        }
        guard isAbout else {
            throw OperatorError(": 'of' is for replace and cancel", origin: value.origin)
        }
        guard let found = earlier.first(where: { $0.name == value.text && $0.order.action == .submit }) else {
            throw OperatorError(
                ": no order before it is called '\(value.text ?? "")'",
                help:
                    "orders before it: \(earlier.filter { $0.order.action == .submit }.map(\.name).joined(separator: ", "))",
                origin: value.origin)
        }
        order.clientID = found.order.clientID
        order.instrument = found.order.instrument
        order.kindCode = found.order.kindCode
    }
}
