import MarketModel
import OperatorKit
import Rings

/// A small market of operators that do as little as their ports need.
let testCatalogue = OperatorCatalogue([
    OperatorEntry(source: Ticks.self), OperatorEntry(TimeBars.self), OperatorEntry(Average.self),
    OperatorEntry(Features.self), OperatorEntry(Rules.self), OperatorEntry(Naive.self),
    OperatorEntry(Gate.self),
    OperatorEntry(Simulated.self), OperatorEntry(Performance.self), OperatorEntry(Recorder.self),
    OperatorEntry(Pair.self), OperatorEntry(Mix.self), OperatorEntry(Listener.self),
    OperatorEntry(Watch.self), OperatorEntry(Slicer.self), OperatorEntry(Account.self),
])

struct NoSettings: OperatorSettings { static let parameters: [Parameter<NoSettings>] = [] }

struct Ticks: Source {
    enum Mode: String, CaseIterable, Sendable { case fast, slow }
    struct Settings: OperatorSettings {
        var count = 10
        var share = 0.5
        var gap: Int64 = 1_000_000_000
        var isLoud = false
        var label = ""
        var path = ""
        var mode = Mode.fast
        var tags: [String] = []
        var limits: [(key: String, value: ArgumentValue)] = []
        var tree: ArgumentValue?
        static let parameters: [Parameter<Settings>] = [
            .integer("count", \.count, in: 1...100_000, "how many"),
            .real("share", \.share, in: 0...1, "how much"),
            .duration("gap", \.gap, in: 1_000_000...86_400_000_000_000, "time between events"),
            .flag("loud", \.isLoud, "say more"),
            .text("label", \.label, "a name"),
            .path("path", \.path, "a file"),
            .choice("mode", \.mode, "how"),
            .texts("tags", \.tags, "words"),
            .table("limits", \.limits, "limits by name"),
            .tree("tree", \.tree, "anything"),
        ]
    }
    static let signature = Signature<Ticks>("ingest.ticks", "Makes trades.")
        .output("trades", Trade.self, "trades") { node, outlet in node.out = outlet }
    var out = Outlet<Trade>()
    let settings: Settings
    init(_ settings: Settings, _ context: NodeContext) { self.settings = settings }
    mutating func produce(limit: Int) -> Production { .ended }

    /// The settings as they arrived, for tests to read back.
    func report(into report: inout NodeReport) {
        report.metric("count", Double(settings.count))
        report.metric("share", settings.share)
        report.metric("gap", Double(settings.gap), unit: settings.path)
        report.metric("limits", settings.limits.first?.value.number, unit: settings.limits.first?.key ?? "")
        report.metric("tags", Double(settings.tags.count), unit: settings.tags.joined(separator: "+"))
    }
}

struct TimeBars: Operator {
    struct Settings: OperatorSettings {
        var every: Int64 = 0
        static let parameters: [Parameter<Settings>] = [
            .duration(
                "every", \.every, in: 1_000_000_000...86_400_000_000_000, "length of a bar", required: true)
        ]
    }
    static let signature = Signature<TimeBars>("bars.time", "Bars by time.")
        .input("trades", Trade.self, "trades") { _, _ in }
        .output("bars", Bar.self, "bars") { node, outlet in node.out = outlet }
    var out = Outlet<Bar>()
    init(_ settings: Settings, _ context: NodeContext) {}
}

struct Average: Operator {
    struct Settings: OperatorSettings {
        var length = 9
        static let parameters: [Parameter<Settings>] = [
            .integer("length", \.length, in: 1...500, "bars averaged")
        ]
    }
    static let signature = Signature<Average>("indicator.ema", "An average.")
        .input("bars", Bar.self, "bars") { _, _ in }
        .output("values", Reading.self, "averages") { node, outlet in node.out = outlet }
    var out = Outlet<Reading>()
    init(_ settings: Settings, _ context: NodeContext) {}
}

struct Features: Operator {
    static let signature = Signature<Features>("matrix.features", "Rows of features.")
        .inputs("features", "what goes into the row") { _, _, _ in }
        .output("rows", FeatureRow.self, "rows") { node, outlet in node.out = outlet }
    var out = Outlet<FeatureRow>()
    let columns: [String]
    let triggers: [String]
    init(_ settings: NoSettings, _ context: NodeContext) {
        columns = context.inputs.filter { !$0.onlyTriggers }.map(\.source)
        triggers = context.inputs.map { "\($0.source):\($0.triggers):\($0.onlyTriggers)" }
    }
    func report(into report: inout NodeReport) {
        for trigger in triggers { report.metric(trigger, nil) }
    }
}

struct Rules: Operator {
    struct Settings: OperatorSettings {
        var rules: ArgumentValue?
        var file: ArgumentValue?
        var column = ""
        static let parameters: [Parameter<Settings>] = [
            .tree("rules", \.rules, "a list of column names to read"),
            .treeFile("file", \.file, "a file with such a list"),
            .text("column", \.column, "a column to read"),
        ]
    }
    static let signature = Signature<Rules>("agent.rules", "Rules over a row.")
        .input("rows", FeatureRow.self, "rows") { _, _ in }
        .output("signals", Signal.self, "signals") { node, outlet in node.out = outlet }
    var out = Outlet<Signal>()
    init(_ settings: Settings, _ context: NodeContext) throws(OperatorError) {
        let columns = context.inputs[0].columns
        if !settings.column.isEmpty, !columns.contains(settings.column) {
            throw OperatorError(
                "no column `\(settings.column)`", argument: "column", help: "there is \(columns)")
        }
        for tree in [settings.rules, settings.file] {
            guard let tree, case .list(let items) = tree.kind else { continue }
            for item in items where !columns.contains(item.text ?? "") {
                throw OperatorError("no column `\(item.text ?? "")`", origin: item.origin)
            }
        }
    }
}

struct Naive: Operator {
    static let signature = Signature<Naive>("agent.naive", "Orders without asking.")
        .input("signals", Signal.self, "signals") { _, _ in }
        .output("orders", Order.self, "orders") { node, outlet in node.out = outlet }
    var out = Outlet<Order>()
    init(_ settings: NoSettings, _ context: NodeContext) {}
}

struct Gate: Operator {
    static let signature = Signature<Gate>("risk.gate", "Lets good orders pass.")
        .input("signal", Signal.self, "signals") { _, _ in }
        .input("fills", Fill.self, "fills", passive: true, optional: true) { _, _ in }
        .output("approved", Order.self, "orders", gate: true) { node, outlet in node.out = outlet }
    var out = Outlet<Order>()
    init(_ settings: NoSettings, _ context: NodeContext) {}
}

struct Slicer: Operator {
    static let signature = Signature<Slicer>("execution.slices", "Passes on approved orders in parts.")
        .input("order", Order.self, "orders", optional: true, gated: true) { _, _ in }
        .input("more", Order.self, "orders fed back", passive: true, optional: true, gated: true) { _, _ in }
        .input("market", Trade.self, "trades") { _, _ in }
        .output("slices", Order.self, "parts", gate: true) { node, outlet in node.out = outlet }
    var out = Outlet<Order>()
    init(_ settings: NoSettings, _ context: NodeContext) {}
}

struct Simulated: Operator {
    static let signature = Signature<Simulated>("execution.simulated", "Fills orders.")
        .input("order", Order.self, "orders", gated: true) { _, _ in }
        .input("market", Trade.self, "trades") { _, _ in }
        .output("fills", Fill.self, "fills") { node, outlet in node.fills = outlet }
        .output("echo", Order.self, "orders as taken") { node, outlet in node.echo = outlet }
    var fills = Outlet<Fill>()
    var echo = Outlet<Order>()
    init(_ settings: NoSettings, _ context: NodeContext) {}
}

struct Performance: Operator {
    static let signature = Signature<Performance>("analytics.performance", "Profit and loss.")
        .input("fills", Fill.self, "fills") { _, _ in }
    init(_ settings: NoSettings, _ context: NodeContext) {}
}

struct Recorder: Operator {
    static let signature = Signature<Recorder>("analytics.record", "Keeps everything.")
        .inputs("events", "anything") { _, _, _ in }
    init(_ settings: NoSettings, _ context: NodeContext) {}
}

struct Pair: Operator {
    static let signature = Signature<Pair>("custom.pair", "Compares two readings.")
        .input("left", Reading.self, "one") { _, _ in }
        .input("right", Reading.self, "other") { _, _ in }
        .output("values", Reading.self, "difference") { node, outlet in node.out = outlet }
    var out = Outlet<Reading>()
    init(_ settings: NoSettings, _ context: NodeContext) {}
}

struct Mix: Operator {
    static let signature = Signature<Mix>("custom.mix", "Mixes anything.")
        .inputs("parts", "anything") { _, _, _ in }
        .output("values", Reading.self, "the mix") { node, outlet in node.out = outlet }
    var out = Outlet<Reading>()
    let seed: UInt64
    init(_ settings: NoSettings, _ context: NodeContext) { seed = context.seed }
    func report(into report: inout NodeReport) { report.metric("seed", Double(seed >> 12)) }
}

struct Listener: Operator {
    static let signature = Signature<Listener>("custom.listener", "May listen to readings.")
        .input("values", Reading.self, "readings", optional: true) { _, _ in }
    init(_ settings: NoSettings, _ context: NodeContext) {}
}

struct Watch: Operator {
    static let signature = Signature<Watch>("custom.watch", "Only keeps state.")
        .input("values", Reading.self, "readings", passive: true) { _, _ in }
        .output("values", Reading.self, "nothing") { node, outlet in node.out = outlet }
    var out = Outlet<Reading>()
    init(_ settings: NoSettings, _ context: NodeContext) {}
}

/// Some inputs of one type that may be left out, beside a passive one of the same type.
struct Account: Operator {
    typealias Settings = NoSettings
    static let signature = Signature<Account>("analytics.account", "Keeps books.")
        .input("fills", Fill.self, "fills") { _, _ in }
        .inputs("marks", Bar.self, "marks", optional: true) { _, _, _ in }
        .input("benchmark", Bar.self, "another mark", passive: true, optional: true) { _, _ in }
        .output("equity", EquityPoint.self, "equity") { _, _ in }
    init(_ settings: NoSettings, _ context: NodeContext) {}
}
