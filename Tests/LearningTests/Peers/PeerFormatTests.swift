import Foundation
import Linear
import RepositorySupport
import Testing

@testable import Learning

/// Our files in the hands of the libraries whose formats they are.
@Suite struct PeerFormatTests {
    private func write(_ bytes: [UInt8], _ path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    private func net(_ shape: MLPShape, seed: UInt64) -> MLP<Float> {
        var random = RandomStream(seed: seed)
        var net = MLP<Float>(shape, capacity: 1000)
        net.initialise(&random)
        for index in net.parameters.indices { net.parameters[index] += Float(0.02 * random.normal()) }
        return net
    }

    private static let exported: [(String, MLPShape)] = [
        ("strategic", .strategic), ("tactical", .tactical),
        (
            "normalised",
            MLPShape(inputs: 19, hidden: [33, 18], outputs: 6, normalisesInput: true, normalisesHidden: true)
        ), ("line", MLPShape(inputs: 3, hidden: [], outputs: 2)),
    ]

    @Test func `onnxruntime computes what we compute`() throws {
        guard Peers.python != nil else { return }
        let folder = try #require(Repository.temporaryFolder("gm-flow-onnx"))
        defer { _ = Repository.shell("rm -rf \(Repository.quoted(folder))") }
        for (name, shape) in Self.exported {
            var net = net(shape, seed: 41)
            var random = RandomStream(seed: 42)
            let x = (0..<(1000 * shape.inputs)).map { _ in Float(random.normal()) }
            net.forward(x, rows: 1000)
            var writer = ByteWriter()
            for row in 0..<1000 {
                for i in 0..<shape.inputs { writer.add(x[row * shape.inputs + i]) }
                for i in 0..<shape.outputs { writer.add(net.output[row * shape.outputs + i]) }
            }
            try write(writer.bytes, "\(folder)/\(name).f32")
            try write(
                ONNX.bytes(shape, parameters: net.parameters, metadata: [("schema", "1")]),
                "\(folder)/\(name).onnx")
        }
        for (name, shape) in Self.remembering { try writeSteps(shape, "\(folder)/\(name)") }
        let checked = try #require(Peers.run("check_onnx.py", [folder]))
        #expect(checked.code == 0, "\(checked.output)")
        print(checked.output, terminator: "")
        #expect(
            checked.output.split(separator: "\n").count == Self.exported.count + Self.remembering.count)
    }

    private static let remembering: [(String, GRUShape)] = [
        ("bare-gru", GRUShape(MLPShape(inputs: 7, hidden: [], outputs: 4), memory: 9)),
        (
            "deep-gru",
            GRUShape(
                MLPShape(
                    inputs: 19, hidden: [33, 18], outputs: 6, activation: .relu, normalisesInput: true,
                    normalisesHidden: true), memory: 24)
        ),
    ]

    /// A network with memory, and ten steps of a hundred rows of it, from memories and not from nothing.
    private func writeSteps(_ shape: GRUShape, _ path: String) throws {
        var random = RandomStream(seed: 43)
        var net = GRU<Float>(shape, capacity: 1000)
        net.initialise(&random)
        for index in net.parameters.indices { net.parameters[index] += Float(0.02 * random.normal()) }
        let x = (0..<(1000 * shape.frame.inputs)).map { _ in Float(random.normal()) }
        let memory = (0..<(100 * shape.memory)).map { _ in Float(random.uniform(-1, 1)) }
        net.forward(x, Passage(rows: 100, steps: 10, memory: memory))
        var writer = ByteWriter()
        for number in memory + x + net.output[0..<(1000 * shape.frame.outputs)] + net.memory {
            writer.add(number)
        }
        try write(writer.bytes, path + ".f32")
        try write(
            ONNX.bytes(shape.frame, memory: shape.memory, parameters: net.parameters), path + ".onnx")
    }

    /// Where there is no onnxruntime: the bytes are those of a file that it has checked (`policy.onnx`).
    @Test func `an export is, byte for byte, the one that onnxruntime has taken`() throws {
        let shape = MLPShape(
            inputs: 3, hidden: [4], outputs: 2, activation: .relu, normalisesInput: true,
            normalisesHidden: true)
        let parameters = (0..<shape.parameterCount).map { Float($0 % 7 - 3) / 4 }
        let bytes = ONNX.bytes(shape, parameters: parameters, metadata: [("schema", "1")])
        if ProcessInfo.processInfo.environment["GMFLOW_WRITE_FIXTURES"] != nil {
            try write(bytes, "\(Repository.root)/Tests/Fixtures/learning/policy.onnx")
        }
        #expect(bytes == (try fixture("policy.onnx")))
    }

    @Test func `TensorBoard reads our events`() throws {
        guard Peers.python != nil else { return }
        let folder = try #require(Repository.temporaryFolder("gm-flow-events"))
        defer { _ = Repository.shell("rm -rf \(Repository.quoted(folder))") }
        var log = EventLog(time: 1_700_000_000)
        var expected: [String] = []
        for step in 1...50 {
            let value = Double(step) / 8
            log.add(
                step: step * 1000, time: 1_700_000_000.5 + Double(step),
                [("return", value), ("loss/value", -value)])
            expected.append("return \(step * 1000) \(1_700_000_000.5 + Double(step)) \(value)")
        }
        try write(log.bytes, "\(folder)/events.out.tfevents.1700000000.host.1.0")
        let read = try #require(Peers.run("check_formats.py", ["tensorboard", folder]))
        #expect(read.code == 0, "\(read.output)")
        let lines = read.output.split(separator: "\n").map(String.init)
        let floats = lines.filter { $0.hasPrefix("return ") }.map { line in
            // Python and Swift print large times in different ways.
            line.split(separator: " ").map { Double($0) ?? .nan }.dropFirst()
        }
        let wanted = expected.map { line in line.split(separator: " ").map { Double($0) ?? .nan }.dropFirst()
        }
        #expect(floats == wanted)
        #expect(lines.count { $0.hasPrefix("loss/value ") } == 50)
    }

    /// A file of one header and so many zero bytes.
    private func file(_ header: String, _ body: Int) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) } + Array(header.utf8)
            + [UInt8](repeating: 0, count: body)
    }

    @Test func `the library of safetensors reads our files and refuses what we refuse`() throws {
        guard Peers.python != nil else { return }
        let folder = try #require(Repository.temporaryFolder("gm-flow-tensors"))
        defer { _ = Repository.shell("rm -rf \(Repository.quoted(folder))") }
        let whole = PolicyFile(
            shape: Self.exported[2].1, parameters: net(Self.exported[2].1, seed: 4).parameters,
            actions: ["a", "b"], notes: [("task", "a \"test\"\n")]
        ).bytes
        let tensor = #""a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#
        let files: [[UInt8]] = [
            whole, Array(whole.dropLast()), whole + [0], Array(whole.prefix(100)), [],
            file("{\(tensor)}", 8), file("  {\(tensor)}  ", 8), file("{}", 0),
            file(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#, 12),
            file("{\(tensor)," + #""b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8),
            file(#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, 8),
            file(#"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}"#, 8),
            file(#"{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#, 8),
            file(#"{"__metadata__":{"x":1}}"#, 0), file("{\(tensor),\(tensor)}", 8),
            file("{\(tensor)}", 12), file("{\(tensor)", 8), file("[]", 0),
            file(#"{"b":{"dtype":"F64","shape":[],"data_offsets":[0,8]}}"#, 8),
        ]
        var paths: [String] = []
        for (index, bytes) in files.enumerated() {
            paths.append("\(folder)/\(index).safetensors")
            try write(bytes, paths[index])
        }
        let read = try #require(Peers.run("check_formats.py", ["safetensors"] + paths))
        #expect(read.code == 0, "\(read.output)")
        let verdicts = read.output.split(separator: "\n").map(String.init)
        #expect(verdicts.count == files.count)
        for (index, verdict) in verdicts.enumerated() {
            let ours = try? SafeTensors(files[index], path: "f")
            // The same entry twice: the library keeps one of them, and we refuse.
            let isTwice = index == 14
            #expect(verdict.hasPrefix("taken") == (ours != nil || isTwice), "\(index): \(verdict)")
            #expect(ours == nil || !isTwice)
            guard let ours else { continue }
            for tensor in ours.tensors {
                #expect(verdict.contains("\(tensor.name) \(tensor.shape.description)"), "\(verdict)")
            }
        }
        #expect(verdicts.count { $0 == "refused" } == 13, "\(verdicts)")
        #expect(verdicts[0].contains(#"('task', 'a "test"\n')"#))
    }
}
