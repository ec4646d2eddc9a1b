import FlowGraph
import Machine
import OperatorKit
import PipelineFormat
import Rings
import Telemetry

extension Assembly {
    /// Everything that moved so far, as any thread may ask: it stands still only when the run does.
    func movement() -> Int {
        var sum = 0
        for ports in rings {
            for ring in ports {
                sum &+= ring.observedHead
                for reader in 0..<ring.readerCount { sum &+= ring.observedCursor(reader) }
            }
        }
        return sum
    }

    /// Events that sources have published, as any thread may ask.
    func sourceEvents() -> Int {
        plan.graph.nodes.indices.filter { plan.graph.nodes[$0].manual.isSource }
            .flatMap { rings[$0] }.reduce(0) { $0 + $1.observedHead }
    }

    /// Which node could not go on.
    func failure() -> RunResult.Outcome? {
        for runner in runners {
            if let error = runner.failure { return .failed(node: runner.name, error) }
        }
        return nil
    }

    /// Which edges hold events and how far their writers have promised: what a stalled run waits for.
    func whoWaits() -> String {
        plan.graph.edges.indices.map { index in
            let edge = plan.graph.edges[index]
            let ring = rings[edge.from][edge.output]
            let waiting = ring.observedHead - ring.observedCursor(readerIndex[index])
            return "\(plan.graph.label(ofEdge: index)): \(waiting) of \(ring.capacity) waiting, "
                + "promised up to \(ring.observedProgress)"
        }.joined(separator: "\n")
    }

    /// Collects what the run says, after all threads have ended.
    func result(
        outcome: RunResult.Outcome, load: RunResult.Phase, run: RunResult.Phase, threads: [Bool]
    ) -> RunResult {
        let nodes = plan.graph.nodes.indices.map(nodeResult)
        let edges = plan.graph.edges.indices.map(edgeResult)
        let times = runners.compactMap { ($0 as? SourceRunner)?.publishedTimes }
        let first = times.map(\.lowerBound).min()
        let last = times.map(\.upperBound).max()
        return RunResult(
            pipeline: plan.graph.name, outcome: outcome, load: load, run: run, nodes: nodes, edges: edges,
            budgets: budgetResults(edges), workers: workerResults(threads),
            balance: balance(nodes, edges), headlines: headlines(nodes),
            marketTime: first.flatMap { low in last.map { low...$0 } },
            residentBytes: UInt64(ProcessUsage.current().maxResidentBytes))
    }

    private func nodeResult(_ index: Int) -> RunResult.Node {
        let node = plan.graph.nodes[index]
        let runner = runners[index]
        var report = NodeReport()
        // What a thread hangs in is not looked at.
        if !runner.isLost { node.instance.report(into: &report) }
        let produced = runner.outputs.indices.map { port in
            (port: node.manual.outputs[port].name, count: runner.outputs[port].writer.publishedCount)
        }
        return RunResult.Node(
            name: node.name, op: node.manual.name, consumed: runner.consumed, produced: produced,
            workNanoseconds: CycleClock.nanoseconds(runner.workCycles), report: report)
    }

    private func edgeResult(_ index: Int) -> RunResult.Edge {
        let edge = plan.graph.edges[index]
        let (writer, reader) = (runners[edge.from], runners[edge.to])
        let (output, input) = (edge.output, inputPlace[index])
        let latency = latency(ofEdge: index)
        let hash =
            writer.outputs[output].writer.hashes ? writer.outputs[output].writer.hash.value : nil
        return RunResult.Edge(
            label: plan.graph.label(ofEdge: index), from: plan.graph.nodes[edge.from].name,
            to: plan.graph.nodes[edge.to].name, published: writer.outputs[output].writer.publishedCount,
            consumed: reader.inputs[input].reader.consumed,
            spilled: writer.outputs[output].writer.spillCount, hash: hash,
            crossesThreads: reader.inputs[input].writerParker != nil, wait: latency.wait.summary,
            work: latency.work.summary,
            total: latency.total.summary)
    }

    private func workerResults(_ threads: [Bool]) -> [RunResult.Worker] {
        workers.enumerated().map { index, worker in
            RunResult.Worker(
                core: worker.core, pinned: index < threads.count && threads[index], stages: worker.stages,
                cpuNanoseconds: UInt64(worker.threadUsage?.cpuNanoseconds ?? 0),
                involuntarySwitches: worker.threadUsage?.involuntarySwitches ?? 0)
        }
    }

    private func budgetResults(_ edges: [RunResult.Edge]) -> [RunResult.Budget] {
        plan.graph.budgets.enumerated().flatMap { index, budget in
            let measured = measurement(of: budget, index)
            return budget.limits.map { limit in
                var verdict = Verdict.judge(
                    measured.histogram, quantile: limit.quantile, limit: UInt64(limit.nanoseconds),
                    preempted: UInt64(measured.preempted))
                if measured.isEstimate {
                    let estimate = "estimated from the path's slowest edge"
                    verdict.reason += verdict.reason.isEmpty ? estimate : "; " + estimate
                }
                return RunResult.Budget(
                    name: budget.name, quantile: limit.quantile, limit: limit.nanoseconds,
                    p50: measured.histogram.value(atQuantile: 0.5), verdict: verdict,
                    isDefault: budget.isDefault)
            }
        }
    }

    /// What a budget is judged by: one edge's total; from a source on, the age at the path's end; of another
    /// path, its events from beginning to end.
    ///
    /// Where most events at the path's end have not the place of one at its beginning, as behind a node that works by
    /// a clock of its own, it is an estimate: the slowest edge repeated along the path.
    private func measurement(
        of budget: GraphBudget, _ budgetIndex: Int
    ) -> (histogram: LatencyHistogram, preempted: Int, isEstimate: Bool) {
        let edges = budget.edges.map { latency(ofEdge: $0) }
        guard let last = edges.last, let end = budget.edges.last else {
            return (LatencyHistogram(), 0, false)
        }
        if edges.count == 1 { return (last.total, last.preempted, false) }
        if budget.startsAtSource { return (last.age, last.preempted, false) }
        let (reader, place) = (runners[plan.graph.edges[end].to], inputPlace[end])
        for index in reader.inputs[place].tails.indices {
            let tail = reader.inputs[place].tails[index]
            guard tail.watch === paths[budgetIndex], 2 * tail.latency.count > last.total.count else {
                continue
            }
            // Preemption on the way is as good an explanation as that at its end.
            let before = edges.dropLast().map(\.preempted).max() ?? 0
            return (tail.latency, tail.preempted + before, false)
        }
        let slowest = edges.max { $0.total.summary.p99 < $1.total.summary.p99 } ?? last
        return (slowest.total.scaled(by: UInt64(edges.count)), slowest.preempted, true)
    }

    private func latency(ofEdge index: Int) -> EdgeLatency {
        runners[plan.graph.edges[index].to].inputs[inputPlace[index]].latency
    }

    private func balance(_ nodes: [RunResult.Node], _ edges: [RunResult.Edge]) -> RunResult.Balance {
        var balance = RunResult.Balance()
        for (index, node) in plan.graph.nodes.enumerated() {
            guard node.manual.isSource else { continue }
            var (published, waiting, unpublished) = (0, 0, 0)
            for output in runners[index].outputs.indices {
                published += runners[index].outputs[output].writer.publishedCount
                waiting += runners[index].outputs[output].writer.spillCount
                // What a source that was cut off had in hand has never come in.
                if runners[index].isLost { continue }
                unpublished += runners[index].outputs[output].writer.unpublishedCount
            }
            let report = nodes[index].report
            let refused = report.refusals.filter { !$0.isLate }.reduce(0) { $0 + $1.count }
            let late = report.refusals.filter(\.isLate).reduce(0) { $0 + $1.count }
            // What lies outside the run's window is counted by the source and none of this run's business.
            let outside = (runners[index] as? SourceRunner)?.leftOut ?? 0
            balance.received +=
                report.received.map { $0 - outside } ?? (published + waiting + refused + late)
            balance.refused += refused
            balance.late += late
            // What every reader took has gone through; the rest was published and not read by all.
            let unread =
                plan.graph.edges.indices.filter { plan.graph.edges[$0].from == index }
                .map { edges[$0].published - edges[$0].consumed }.max() ?? 0
            balance.out += published - unread
            balance.lost += unread + waiting + unpublished
        }
        return balance
    }

    private func headlines(_ nodes: [RunResult.Node]) -> [(name: String, value: Double?)] {
        plan.graph.results.map { result in
            guard let node = nodes.first(where: { $0.name == result.node }) else {
                return (result.name.value, nil)
            }
            if let metric = node.report.metrics.first(where: { $0.name == result.metric }) {
                return (result.name.value, metric.value)
            }
            let port = node.produced.first { "\($0.port).count" == result.metric || $0.port == result.metric }
            return (result.name.value, port.map { Double($0.count) })
        }
    }
}
