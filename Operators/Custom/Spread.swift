import MarketModel
import OperatorKit
import Rings

/// The difference of two readings: the smallest complete operator, to copy from.
struct Spread: Operator {
    /// Arguments with their defaults; every one is listed in `parameters` with its range.
    struct Settings: OperatorSettings {
        var ratio = 1.0

        static let parameters: [Parameter<Settings>] = [
            .real("ratio", \.ratio, in: -1e9...1e9, "what `minus` is multiplied by first")
        ]
    }

    static let signature = Signature<Spread>(
        "custom.spread", "Difference of two readings of the same event.",
        details: """
            value = plus − ratio·minus, of two readings that come from the same bar or trade (the same \
            sequence). A reading without its partner gives nothing. Unit: that of the readings.

            Warm-up: that of the slower of its two inputs.
            """,
        example: "macd: {op: custom.spread, from: {plus: fast, minus: slow}}"
    )
    .input("plus", Reading.self, "what is subtracted from") { node, readings in
        for i in readings.indices { node.take(readings[i], isPlus: true) }
    }
    .input("minus", Reading.self, "what is subtracted") { node, readings in
        for i in readings.indices { node.take(readings[i], isPlus: false) }
    }
    .output("value", Reading.self, "the difference, once per pair") { node, outlet in node.value = outlet }

    private let ratio: Double
    private var plus: Reading?
    private var minus: Reading?
    private var count: Int64 = 0
    private var value = Outlet<Reading>()

    init(_ settings: Settings, _ context: NodeContext) { ratio = settings.ratio }

    private mutating func take(_ reading: Reading, isPlus: Bool) {
        if isPlus { plus = reading } else { minus = reading }
        guard let plus, let minus, plus.header.sequence == minus.header.sequence else { return }
        count += 1
        value.send(Reading(header: reading.header, value: plus.value - ratio * minus.value, count: count))
    }
}
