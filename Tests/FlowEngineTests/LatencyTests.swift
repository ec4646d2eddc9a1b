import Machine
import Rings
import Telemetry
import Testing

@testable import FlowEngine

/// What is measured on an edge is what was there, to two digits.
@Suite struct LatencyTests {
    /// Latencies of all sizes, from single nanoseconds to minutes.
    static func latencies(_ count: Int) -> [UInt64] {
        var dice = Dice(state: 7)
        return (0..<count).map { _ in dice.next() >> UInt64(27 + dice.below(37)) }
    }

    @Test func `quantiles are those of the sorted latencies, to two digits`() {
        let latencies = Self.latencies(20_000)
        var histogram = LatencyHistogram()
        for latency in latencies { histogram.record(latency) }
        let sorted = latencies.map { min($0, LatencyHistogram.longest) }.sorted()
        #expect(histogram.count == 20_000)
        for quantile in [0.1, 0.5, 0.9, 0.99, 0.999, 1] {
            let exact = Double(sorted[max(0, Int((quantile * 20_000).rounded(.up)) - 1)])
            let found = Double(histogram.value(atQuantile: quantile))
            #expect(found >= exact && found <= exact * 1.01 + 1, "p\(quantile): \(found), exactly \(exact)")
        }
        let summary = histogram.summary
        #expect(summary.p99 == histogram.value(atQuantile: 0.99) && summary.count == 20_000)
        #expect(Double(summary.max) >= Double(sorted[19_999]))
        for limit in [UInt64(10), 255, 256, 1_000, 1_000_000, 1_000_000_000] {
            let exact = sorted.count { $0 > limit }
            let nearby = sorted.count {
                Double($0) > Double(limit) * 0.99 && Double($0) <= Double(limit) * 1.01
            }
            #expect(abs(Int(histogram.countAbove(limit)) - exact) <= nearby)
        }
    }

    @Test func `single nanoseconds are told apart up to 255`() {
        for latency in UInt64(0)...255 {
            var histogram = LatencyHistogram()
            histogram.record(latency, count: 3)
            #expect(histogram.summary.max == latency && histogram.summary.p50 == latency)
            #expect(histogram.count == 3)
        }
    }

    @Test func `an edge keeps wait, work, total and age apart`() {
        var edge = EdgeLatency(limit: 1_000)
        let second = CycleClock.cycles(nanoseconds: 1_000_000)
        let base: UInt64 = 1 << 40
        let excess = edge.record(
            published: base, start: base + second, end: base + 3 * second, count: 2)
        #expect(Double(excess).isNear(3e6) && edge.over == 2)
        edge.recordAge(ingress: base, end: base + 5 * second, count: 1)
        #expect(edge.wait.count == 2 && Double(edge.wait.summary.p50).isNear(1e6))
        #expect(edge.work.count == 2 && Double(edge.work.summary.p50).isNear(2e6))
        #expect(edge.total.count == 2 && Double(edge.total.summary.p50).isNear(3e6))
        #expect(edge.age.count == 1 && Double(edge.age.summary.p50).isNear(5e6))
        #expect(edge.record(published: base, start: base, end: base, count: 1) == 0)
        #expect(edge.over == 2 && edge.total.count == 3)
    }

    @Test func `stamps are found by their places, and only those that are remembered`() {
        let owner = PlaceStamps()
        let stamps = owner.table
        for place in Int64(1)...100_000 { stamps.set(place &* 1_000_003, UInt64(place)) }
        var found = 0
        for place in Int64(1)...100_000 {
            guard let stamp = stamps.stamp(place &* 1_000_003) else { continue }
            #expect(stamp == UInt64(place))
            found += 1
        }
        #expect(found > 2_000 && found <= 4_096)
        #expect(stamps.stamp(100_000 &* 1_000_003) == 100_000 && stamps.stamp(5) == nil)
        let empty = PlaceStamps()
        #expect(empty.table.stamp(0) == nil)
    }
}

extension Double {
    fileprivate func isNear(_ other: Double) -> Bool { abs(self - other) <= 0.02 * other }
}
