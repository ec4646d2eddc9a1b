import Foundation
import Learning
import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

/// Models that are not taken, and what is said of them; all when a pipeline is checked, before it runs.
@Suite struct ModelRefusalTests {
    private func refusal(
        _ op: String = "agent.strategic", _ model: TestModel,
        _ arguments: [(name: String, value: ArgumentValue)] = [], schema: UInt64 = 77
    ) -> OperatorError? {
        let inputs = op == "agent.strategic" ? [rowFeed([], schema: schema).input] : []
        do {
            _ = try entry(op).instance(
                [model.argument] + arguments, NodeContext(name: "node", inputs: inputs, seed: 1))
            return nil
        } catch {
            return error
        }
    }

    @Test func `another schema: both hashes, and what to do`() throws {
        let model = TestModel(schema: 0xABC)
        defer { model.remove() }
        let error = try #require(refusal("agent.strategic", model, schema: 0xDEF))
        #expect(error.argument == "model" && error.message.contains("abc") && error.message.contains("def"))
        #expect(error.help?.contains("train") == true)
        #expect(refusal("agent.strategic", model, schema: 0xABC) == nil)
    }

    @Test func `no schema is no schema: it has to be said`() throws {
        let model = TestModel(schema: 0)
        defer { model.remove() }
        let error = try #require(refusal("agent.strategic", model))
        #expect(error.message.contains("does not say") && error.help?.contains("schema: 4d") == true)
        #expect(refusal("agent.strategic", model, [("schema", Argument.text("4d"))]) == nil)
        let other = try #require(refusal("agent.strategic", model, [("schema", Argument.text("4e"))]))
        #expect(other.argument == "schema" && other.message.contains("4e"))
        let word = try #require(refusal("agent.strategic", model, [("schema", Argument.text("xyz"))]))
        #expect(word.message.contains("hexadecimal"))
    }

    @Test func `another shape, other actions`() throws {
        let narrow = TestModel(inputs: 47)
        defer { narrow.remove() }
        #expect(refusal("agent.strategic", narrow)?.message.contains("takes 47 numbers") == true)
        let other = TestModel(actions: ["flat", "long", "short"])
        defer { other.remove() }
        #expect(refusal("agent.strategic", other)?.message.contains("its actions are flat") == true)
        let many = TestModel(actions: ["short", "flat", "long", "more"])
        defer { many.remove() }
        #expect(refusal("agent.strategic", many)?.message.contains("actions") == true)
    }

    @Test func `passes with dropout of a memory`() throws {
        let model = TestModel(memory: 6)
        defer { model.remove() }
        let error = try #require(refusal("agent.strategic", model, [("passes", Argument.integer(4))]))
        #expect(error.argument == "passes" && error.message.contains("no passes with dropout"))
        #expect(refusal("agent.strategic", model) == nil)
    }

    @Test func `cut off, empty, missing, not finite`() throws {
        var model = TestModel()
        defer { model.remove() }
        let bytes = model.file.bytes
        for length in [1, 7, 100, bytes.count - 1] {
            model.write(Array(bytes.prefix(length)))
            #expect(refusal("agent.strategic", model)?.argument == "model", "\(length) bytes")
        }
        model.file.parameters[100] = .nan
        model.write(model.file.bytes)
        #expect(refusal("agent.strategic", model)?.message.contains("not finite") == true)
        model.remove()
        let error = try #require(refusal("agent.strategic", model))
        #expect(error.message.contains("no file") && error.help?.contains("gm-flow train") == true)
    }

    @Test func `a risk model may only shrink, and not hedge`() throws {
        let schema = try schema(of: "agent.risk", inputs: 10)
        let good = TestModel(inputs: 10, actions: ["none 1 2 3", "close 0 0 0"], schema: schema)
        defer { good.remove() }
        #expect(refusal("agent.risk", good) == nil)
        for (actions, word) in [
            (["none 1.5 2 3", "close 0 0 0"], "only shrink"), (["hedge 1 0 0", "close 0 0 0"], "hedges"),
            (["none 1", "close"], "no action"), (["veto 1 1 1", "none 1 1 1"], "no action"),
        ] {
            let model = TestModel(inputs: 10, actions: actions, schema: schema)
            defer { model.remove() }
            #expect(refusal("agent.risk", model)?.message.contains(word) == true, "\(actions)")
        }
    }

    private func schema(of op: String, inputs: Int) throws -> UInt64 {
        let probe = TestModel(inputs: inputs, actions: ["none 1 2 3", "close 0 0 0"], schema: 0)
        defer { probe.remove() }
        let help = try #require(refusal(op, probe)?.help)
        return try #require(help.split(separator: " ").last.flatMap { UInt64($0, radix: 16) })
    }
}
