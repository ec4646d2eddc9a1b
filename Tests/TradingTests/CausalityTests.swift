import Catalogue
import Learning
import MarketModel
import PipelineFormat
import Testing
import TradingTasks

/// Nothing is known before it can be, and nothing is filled at a price that the decision has seen.
@Suite struct CausalityTests {
    @Test func `a tape that ends early gives the same rows until there`() throws {
        let (_, whole) = try SmallMarket.recorded.get()
        let short = try SmallMarket.pipeline(trades: 40_000).record()
        #expect(short.rows.count > 500 && short.rows.count < whole.rows.count)
        #expect(short.columns == whole.columns && short.schema == whole.schema)
        // The last bar of the shorter tape may have been cut off.
        let count = short.rows.count - 1
        #expect(short.rows.prefix(count) == whole.rows.prefix(count))
        let width = short.columns.count
        #expect(short.features.prefix(count * width) == whole.features.prefix(count * width))
        #expect(short.trades == Array(whole.trades.prefix(short.trades.count)))
    }

    @Test func `with everything later scrambled, all that came before stays`() throws {
        let (_, whole) = try SmallMarket.recorded.get()
        let place = 300
        var random = RandomStream(seed: 2)
        var tape = whole
        let after = whole.rows[place].sequence
        for index in tape.trades.indices where tape.trades[index].header.sequence > after {
            tape.trades[index].price = Price(tape.trades[index].price.double * random.uniform(0.5, 1.5))
        }
        for index in tape.marks.indices where tape.marks[index].sequence > after {
            tape.marks[index].price = Price(tape.marks[index].price.double * random.uniform(0.5, 1.5))
        }
        let width = tape.columns.count
        for index in ((place + 1) * width)..<tape.features.count {
            tape.features[index] = Float(random.normal())
        }
        let actions = drawnActions(place + 50, seed: 8)
        let a = try Played(try SmallMarket.environment(), actions)
        let b = try Played(try SmallMarket.environment(tape: tape), actions)
        #expect(a.observations.prefix(place + 1) == b.observations.prefix(place + 1))
        #expect(a.rewards.prefix(place) == b.rewards.prefix(place))
        #expect(a.rewards.suffix(50) != b.rewards.suffix(50))
    }

    @Test func `every fill is later than its decision by the latency, at the next trade's price with costs`()
        throws
    {
        let (_, tape) = try SmallMarket.recorded.get()
        let played = try Played(try SmallMarket.environment(), drawnActions(600, seed: 9))
        var seen = 0
        for (row, fills) in played.fills.enumerated() {
            for fill in fills {
                seen += 1
                let decided = tape.rows[row]
                #expect(fill.header.sequence > decided.sequence)
                #expect(fill.header.time >= decided.time + 20_000_000 && fill.orderTime == decided.time)
                let met = try #require(
                    tape.trades.first {
                        $0.header.sequence > decided.sequence && $0.header.time >= decided.time + 20_000_000
                    })
                // Half a tick of spread, against the order.
                let side = fill.quantity > 0 ? 1.0 : -1
                #expect(abs(fill.price.double - met.price.double - side * 0.05) < 1e-9)
            }
        }
        #expect(seen > 200)
    }

    /// A tape on which a column says which way the price goes next.
    private func planted() throws -> TradingTape {
        var (_, tape) = try SmallMarket.recorded.get()
        let width = tape.columns.count
        let column = try #require(tape.columns.firstIndex(of: "return_1"))
        for row in 0..<(tape.rows.count - 1) {
            let now = try #require(tape.price(at: row))
            let next = try #require(tape.price(at: row + 1))
            tape.features[row * width + column] = next > now ? 1 : next < now ? -1 : 0
        }
        return tape
    }

    private func follow(_ tape: TradingTape, delay: Int) throws -> Double {
        let column = try #require(tape.columns.firstIndex(of: "return_1"))
        var environment = try SmallMarket.environment(
            {
                $0.delay = delay
                $0.rows = 5..<tape.rows.count
            }, tape: tape)
        var seen = ActorObservations(environment.form)
        var states = CriticStates(environment.form)
        var outcome = StepOutcome(environment.form)
        var sum = 0.0
        for _ in 0..<(tape.rows.count - 7) {
            environment.observe(&seen, &states)
            try environment.step([[Int32(seen[0][column] + 1)]], &outcome)
            sum += Double(outcome.rewards[0][0])
        }
        return sum
    }

    @Test func `a planted leak pays, and what comes a bar late does not`() throws {
        let tape = try planted()
        let (fresh, late) = (try follow(tape, delay: 0), try follow(tape, delay: 1))
        #expect(fresh > 0 && late < fresh / 2, "fresh \(fresh), late \(late)")
        let (_, real) = try SmallMarket.recorded.get()
        // Without a leak, the sign of the last return earns nothing, late or not.
        #expect(try follow(signs(real), delay: 0) < fresh / 2)
    }

    private func signs(_ tape: TradingTape) throws -> TradingTape {
        var tape = tape
        let width = tape.columns.count
        let column = try #require(tape.columns.firstIndex(of: "return_1"))
        for row in tape.rows.indices {
            let value = tape.features[row * width + column]
            tape.features[row * width + column] = value > 0 ? 1 : value < 0 ? -1 : 0
        }
        return tape
    }

    @Test func `no number that a critic alone knows reaches an actor`() throws {
        let environment = try SmallMarket.environment()
        let group = environment.form.groups[0]
        #expect(group.observationSize == 48 && group.stateSize == 51)
        var seen = ActorObservations(environment.form)
        var states = CriticStates(environment.form)
        environment.observe(&seen, &states)
        #expect(Array(states[0].prefix(48)) == seen[0] && states[0][49] == 1 && states[0][50] == 1)
    }

    @Test func `a pipeline that can't be learnt on says why`() throws {
        func fault(_ change: (inout PipelineSpec) -> Void) -> EnvironmentFault? {
            do {
                var spec = try SmallMarket.spec()
                change(&spec)
                _ = try TradingPipeline(spec, catalogue: catalogue, seed: 1)
                return nil
            } catch { return error as? EnvironmentFault }
        }
        #expect(fault { _ in } == nil)
        #expect(
            fault { $0.nodes.removeAll { $0.name.value == "strategic" } }?.message.contains("strategic")
                == true)
        #expect(
            fault { $0.nodes.removeAll { $0.name.value == "report" } }?.message.contains("report") == true)
        let (pipeline, tape) = try SmallMarket.recorded.get()
        #expect(throws: EnvironmentFault.self) {
            try TradingEnvironment(pipeline, tape, .init(rows: 0..<50), copies: 1, unit: 1)
        }
        #expect(throws: EnvironmentFault.self) {
            try TradingEnvironment(pipeline, tape, .init(rows: 0..<tape.rows.count), copies: 1, unit: 0)
        }
    }
}
