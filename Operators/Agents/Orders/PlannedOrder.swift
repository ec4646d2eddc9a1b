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

    /// Reads entry `number` (from 1); nil where something is wrong, which the reader keeps.
    ///
    /// - Parameters:
    ///   - earlier: the entries before it that were right.
    ///   - names: names of all entries before it.
    init?(_ reader: inout PlanReader, number: Int, earlier: [PlannedOrder], names: [String]) {
        guard reader.check(Self.keys) else { return nil }
        let item = reader.item
        let action = reader.word("action", among: Self.actions) ?? .submit
        at = reader.moment("at") ?? .after(0)
        if item["at"] == nil {
            reader.complain(
                " has no time", help: "at: 2013-10-07T14:30:00Z, or at: 30m after the first event")
        }
        name = item["name"]?.text ?? "\(number)"
        expiry = reader.moment("expiry")
        // A kind that is a mistake asks for no prices.
        let kind = reader.word("kind", among: Self.kinds) ?? (item["limit"] == nil ? .market : .limit)
        order = Order(
            header: EventHeader(time: 0, sequence: 0), id: 0,
            quantity: reader.number("quantity", isRequired: action == .submit || action == .replace),
            kind: kind)
        order.actionCode = action.rawValue
        order.clientID = Int64(number)
        read(&reader, kind)
        refer(&reader, action, earlier, names)
        if !reader.mistakes.isEmpty { return nil }
    }

    private mutating func read(_ reader: inout PlanReader, _ kind: Order.Kind) {
        let isNew = order.action == .submit
        order.limit = reader.price("limit", isRequired: isNew && (kind == .limit || kind == .stopLimit))
        order.stop = reader.price("stop", isRequired: isNew && (kind == .stop || kind == .stopLimit))
        order.trail = reader.price("trail", isRequired: isNew && kind == .trailingStop)
        order.takeProfit = reader.price("take_profit")
        order.stopLoss = reader.price("stop_loss")
        order.display = reader.number("display")
        order.group = Int64(reader.number("group"))
        if reader.flag("post_only") { order.flags.insert(.postOnly) }
        if reader.flag("reduce_only") { order.flags.insert(.reduceOnly) }
        readLife(&reader)
        if let value = reader.item["instrument"] {
            if let text = value.text, let symbol = Symbol(text) {
                order.instrument = symbol
            } else {
                reader.complain(": the instrument is no name of up to 16 bytes", at: value)
            }
        }
    }

    private mutating func readLife(_ reader: inout PlanReader) {
        let hasExpiry = reader.item["expiry"] != nil
        let word = reader.word("tif", among: Self.times)
        if reader.item["tif"] != nil, word == nil { return }
        let time = word ?? (hasExpiry ? .gtd : .gtc)
        order.timeInForceCode = time.rawValue
        guard (time == .gtd) != hasExpiry else { return }
        reader.complain(
            hasExpiry ? " has an expiry and is not gtd" : " is gtd and has no expiry",
            help: "tif: gtd, expiry: 1h")
    }

    /// The order that a change is about: by its name or its number in the list.
    private mutating func refer(
        _ reader: inout PlanReader, _ action: Order.Action, _ earlier: [PlannedOrder], _ names: [String]
    ) {
        let isAbout = action == .replace || action == .cancel
        guard let value = reader.item["of"] else {
            if isAbout {
                reader.complain(
                    " does not say of which order", help: "of: its name, or its number in the list")
            }
            return
        }
        guard isAbout else {
            // An action that is a mistake may have meant either.
            let isSaid = reader.item["action"] == nil || reader.mistakes.isEmpty
            if isSaid { reader.complain(": 'of' is for replace and cancel", at: value) }
            return
        }
        let submitted = earlier.filter { $0.order.action == .submit }
        guard let found = submitted.first(where: { $0.name == value.text }) else {
            // One that is there and wrong has been told already.
            let isThere = names.contains(value.text ?? "") && !earlier.contains { $0.name == value.text }
            guard !isThere else { return }
            reader.complain(
                ": no order before it is called '\(value.text ?? "")'",
                help: "orders before it: \(submitted.map(\.name).joined(separator: ", "))", at: value)
            return
        }
        order.clientID = found.order.clientID
        order.instrument = found.order.instrument
        order.kindCode = found.order.kindCode
    }
}
