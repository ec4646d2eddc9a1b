import MarketModel
import OperatorKit
import OperatorSupport
import Rings
import TestSupport
import Testing

/// An operator that breaks a law on purpose.
private struct Culprit: Operator {
    enum Crime: String, CaseIterable, Sendable { case none, batch, order, promise, memory }

    struct Settings: OperatorSettings {
        var crime = Crime.none
        static let parameters: [Parameter<Settings>] = [.choice("crime", \.crime, "what it does wrong")]
    }

    static let signature = Signature<Culprit>("custom.culprit", "Breaks a law.")
        .input("in", Reading.self, "anything") { node, readings in node.run(readings) }
        .output("out", Reading.self, "the same") { node, outlet in node.out = outlet }

    let crime: Crime
    var out = Outlet<Reading>()
    var kept: [[Double]] = []

    init(_ settings: Settings, _ context: NodeContext) { crime = settings.crime }

    mutating func run(_ readings: Span<Reading>) {
        for i in readings.indices {
            var reading = readings[i]
            switch crime {
            case .none, .promise: break
            case .batch: reading.value = Double(readings.count)
            case .order: reading.header.sequence = -reading.header.sequence
            case .memory: kept.append([reading.value])
            }
            out.send(reading)
        }
    }

    mutating func progress(after input: Int64) -> Int64 {
        crime == .promise ? (input == .max ? input : input + 1) : input
    }
}

@Suite struct HarnessTests {
    private func faults(_ crime: Culprit.Crime) throws -> [String] {
        let feed = Feed("in", (0..<200).map { reading($0, 1) })
        return try checkOperator(
            OperatorEntry(Culprit.self), [("crime", Argument.text(crime.rawValue))], [feed])
    }

    @Test func `an honest operator has no faults`() throws { #expect(try faults(.none) == []) }

    @Test(arguments: [
        (Culprit.Crime.batch, "differs"), (.order, "goes back"), (.promise, "breaks the promise"),
    ])
    private func `a broken law is found`(crime: Culprit.Crime, word: String) throws {
        #expect(try faults(crime).contains { $0.contains(word) })
    }

    @Test func `allocations are seen`() throws {
        var numbers: [Int] = []
        let counted = allocations { numbers.reserveCapacity(1 << 16) }
        #expect(numbers.capacity >= 1 << 16)
        if let counted { #expect(counted > 0) }
        #if !DEBUG
            if counted != nil { #expect(try faults(.memory).contains { $0.contains("allocations") }) }
        #endif
    }
}
