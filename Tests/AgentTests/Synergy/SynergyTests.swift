import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@Suite struct SynergyTests {
    private func synergies(_ signals: [MadeSignal], bars: Int = 60) throws -> [Synergy] {
        try SynergyTape(signals, bars: bars).run().tape(Synergy.self).events
    }

    private func same(_ a: [Synergy], _ b: [Synergy]) -> Bool {
        a.count == b.count
            && zip(a, b).allSatisfy {
                $0.header == $1.header && $0.pattern == $1.pattern && $0.direction == $1.direction
                    && $0.bars == $1.bars && abs($0.confidence - $1.confidence) < 1e-12
                    && abs($0.strength - $1.strength) < 1e-12
            }
    }

    @Test(arguments: ["MNF", "MFN", "NFM", "NMF", "FMN", "FNM"], [1.0, -1])
    func `every order and every gap gives what a scan finds`(order: String, direction: Double) throws {
        let kinds = Array(order)
        var signals: [MadeSignal] = []
        var expected: [(bar: Int, pattern: Int64)] = []
        var bar = 1
        for first in 0...11 {
            for second in 0...11 {
                let bars = [bar, bar + first, bar + first + second]
                for (kind, at) in zip(kinds, bars) {
                    signals.append(MadeSignal(kind: kind, bar: at, direction: direction))
                }
                // Of one bar, MLMI comes first, then NWRQK, then FVG: that is the order that counts.
                let taken = zip(bars, kinds).sorted {
                    ($0.0, $0.1 == "M" ? 0 : $0.1 == "N" ? 1 : 2) < (
                        $1.0, $1.1 == "M" ? 0 : $1.1 == "N" ? 1 : 2
                    )
                }.map { String($0.1) }.joined()
                let pattern = ["MNF": 1, "MFN": 2, "NFM": 3, "NMF": 4][taken]
                if let pattern, first + second <= 10 { expected.append((bars[2], Int64(pattern))) }
                bar = bars[2] + 12
            }
        }
        let found = try synergies(signals, bars: bar)
        #expect(found.map(\.pattern) == expected.map(\.pattern))
        #expect(found.map(\.header.sequence) == expected.map { SynergyTape.place($0.bar) })
        #expect(found.allSatisfy { $0.direction == direction })
        #expect(same(found, scannedSynergies(signals)))
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `random signals give what a scan finds`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var signals: [MadeSignal] = []
        for bar in 1..<1200 {
            // From crowded to sparse; mostly in one direction, or all would be conflict.
            for kind in "MNF" where Int.random(in: 0..<Int(1 + seed), using: &random) == 0 {
                let direction = Int.random(in: 0..<8, using: &random) == 0 ? -1.0 : 1
                signals.append(
                    MadeSignal(
                        kind: kind, bar: bar, direction: direction,
                        strength: Double.random(in: 0.5...1, using: &random)))
            }
        }
        let found = try synergies(signals, bars: 1200)
        #expect(same(found, scannedSynergies(signals)) && found.count > 10)
    }

    @Test func `confidence by hand`() throws {
        let signals = [
            MadeSignal(kind: "M", bar: 2, direction: -1, strength: 0.6),
            MadeSignal(kind: "N", bar: 4, direction: -1, strength: 0.9),
            MadeSignal(kind: "F", bar: 7, direction: -1, strength: 0.3),
        ]
        let found = try #require(try synergies(signals).first)
        // 0.4 + 0.3·0.6 + 0.2·0.5 + 0.1·(1/3)
        #expect(abs(found.confidence - (0.68 + 0.1 / 3)) < 1e-12 && abs(found.strength - 0.6) < 1e-12)
        #expect((found.pattern, found.direction, found.bars) == (1, -1, 5))
    }

    @Test func `five bars of rest, then a new one counts`() throws {
        func triple(_ bar: Int) -> [MadeSignal] {
            "MNF".map { MadeSignal(kind: $0, bar: bar, direction: 1) }
        }
        #expect(try synergies(triple(2) + triple(7)).count == 1)
        #expect(try synergies(triple(2) + triple(8)).count == 2)
        let node = try SynergyTape(triple(2) + triple(7), bars: 20).run()
        #expect(node.report.value("in_cooldown") == 3 && node.report.value("synergies") == 1)
        #expect(node.report.value("pattern_1") == 1 && node.report.value("signals_mlmi") == 2)
    }

    @Test func `a conflict restarts with the newest signal`() throws {
        let signals = [
            MadeSignal(kind: "M", bar: 1, direction: 1), MadeSignal(kind: "F", bar: 2, direction: 1),
            MadeSignal(kind: "N", bar: 3, direction: -1), MadeSignal(kind: "M", bar: 4, direction: -1),
            MadeSignal(kind: "F", bar: 5, direction: -1),
        ]
        let node = try SynergyTape(signals, bars: 10).run()
        let found = node.tape(Synergy.self).events
        #expect(found.map(\.pattern) == [4] && found.map(\.bars) == [2])
        #expect(node.report.value("conflicts") == 1)
    }

    @Test func `the state is live on its bar and five more`() throws {
        let signals = "NMF".enumerated().map { MadeSignal(kind: $1, bar: 3 + $0, direction: -1) }
        let node = try SynergyTape(signals, bars: 20).run()
        let state = node.tape(FeatureRow.self).events
        let found = try #require(node.tape(Synergy.self).events.first)
        #expect(node.instance.columns == ["direction", "confidence", "pattern", "age", "live"])
        #expect(
            state.count == 20 && state.map { $0.values[4] } == (0..<20).map { (5...10).contains($0) ? 1 : 0 })
        #expect(state.map { $0.values[3] } == (0..<20).map { (5...10).contains($0) ? Double($0 - 5) : 0 })
        for (bar, row) in state.enumerated() {
            let isLive = (5...10).contains(bar)
            #expect(row.values[0] == (isLive ? -1 : 0) && row.values[2] == (isLive ? 4 : 0))
            #expect(row.values[1] == (isLive ? found.confidence : 0))
        }
    }

    @Test func `an edge is a crossing of the threshold, not a level, and the first row is none`() throws {
        let place = SynergyTape.place
        func feeds(_ raw: [Double]) -> [Feed] {
            let momentum = raw.enumerated().map { featureRow(place($0), [$1]) }
            let kernel = [featureRow(place(0), [0.0]), featureRow(place(6), [0.2])]
            let gaps = (0..<12).map { featureRow(place($0), $0 == 7 ? [1, 0.5] : [0, 0]) }
            return [
                Feed("mlmi", momentum, source: "mlmi", columns: ["raw"], triggers: false),
                Feed("nwrqk", kernel, source: "nwrqk", columns: ["slope"], triggers: false),
                Feed("fvg", gaps, source: "fvg", columns: ["mitigation_signal", "mitigation_score"]),
            ]
        }
        for (raw, isFound) in [
            ([0.9, 0.9, 0.9], false), ([0.4, 0.5, 0.9], true), ([-0.5, 0.5, 0.5], true),
            ([0, 0.49, 0], false),
        ] {
            let node = try NodeHarness(entry("agent.synergy"), [], feeds(raw)).run().node
            #expect(node.tape(Synergy.self).events.isEmpty != isFound, "\(raw)")
        }
    }

    @Test func `a half hour whose last five minutes are missing counts on the next bar`() throws {
        let place = SynergyTape.place
        let feeds = [
            Feed(
                "mlmi", [featureRow(0, [0]), featureRow(place(3), [0.7])], source: "mlmi", columns: ["raw"],
                triggers: false),
            Feed(
                "nwrqk", [featureRow(0, [0]), featureRow(place(3), [0.7])], source: "nwrqk",
                columns: ["slope"], triggers: false),
            // There is no bar 3.
            Feed(
                "fvg", [2, 4, 5].map { featureRow(place($0), $0 == 5 ? [1, 0.5] : [0, 0]) }, source: "fvg",
                columns: ["mitigation_signal", "mitigation_score"]),
        ]
        let node = try NodeHarness(entry("agent.synergy"), [], feeds).run().node
        let found = node.tape(Synergy.self).events
        #expect(found.map(\.pattern) == [1] && found.map(\.bars) == [1])
        #expect(found.map(\.header.sequence) == [place(5)])
    }

    @Test func `a missing column is told by name`() throws {
        var inputs = SynergyTape([], bars: 1).feeds.map(\.input)
        inputs[1].columns = ["steepness"]
        let error = #expect(throws: OperatorError.self) {
            _ = try DrivenNode(entry("agent.synergy"), inputs: inputs)
        }
        #expect(error?.message == "'nwrqk' on port 'nwrqk' has no column 'slope'")
    }

    @Test func `the detector keeps the laws of operators`() throws {
        var random = SplitMix64(seed: 77)
        let signals = (1..<500).flatMap { bar in
            "MNF".filter { _ in Int.random(in: 0..<4, using: &random) == 0 }
                .map { MadeSignal(kind: $0, bar: bar, direction: 1) }
        }
        #expect(try checkOperator(entry("agent.synergy"), [], SynergyTape(signals, bars: 501).feeds) == [])
    }
}
