import Learning
import Linear
import Testing

@Suite struct ModelFileTests {
    private func policy() -> PolicyFile {
        let shape = MLPShape(
            inputs: 6, hidden: [8, 5], outputs: 3, activation: .tanh, normalisesInput: true,
            normalisesHidden: true)
        var random = RandomStream(seed: 3)
        var net = MLP<Float>(shape, capacity: 1)
        net.initialise(&random)
        return PolicyFile(
            shape: shape, parameters: net.parameters, schema: 0xFEED_0123_4567_89AB,
            actions: ["short", "flat", "long"], notes: [("task", "a \"test\"\n")])
    }

    private func refusal(_ bytes: [UInt8]) -> String? {
        do {
            _ = try PolicyFile(bytes, path: "m.safetensors")
            return nil
        } catch { return error.message }
    }

    /// A file of one header and so many zero bytes.
    private func file(_ header: String, _ body: Int) -> [UInt8] {
        var bytes = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
        bytes += Array(header.utf8)
        return bytes + [UInt8](repeating: 0, count: body)
    }

    @Test func `a policy comes back as it was`() throws {
        let policy = policy()
        let bytes = policy.bytes
        #expect(bytes.count % 4 == 0 && bytes[0..<8].reduce(0) { $0 + Int($1) } > 0)
        let again = try PolicyFile(bytes, path: "m.safetensors")
        #expect(again.shape.hidden == [8, 5] && again.parameters == policy.parameters)
        #expect(again.schema == policy.schema && again.actions == policy.actions)
        #expect(again.notes.map(\.value) == ["a \"test\"\n"])
        #expect(again.bytes == bytes)
    }

    @Test func `a file cut anywhere is refused, and one changed anywhere never crashes`() {
        let bytes = policy().bytes
        for count in 0..<bytes.count { #expect(refusal(Array(bytes[..<count])) != nil, "\(count)") }
        #expect(refusal(bytes + [0]) == "1 bytes at its end belong to no tensor")
        var random = RandomStream(seed: 9)
        for _ in 0..<3000 {
            var changed = bytes
            for _ in 0...random.below(3) {
                changed[random.below(min(changed.count, 1200))] = UInt8(random.below(256))
            }
            _ = refusal(changed)
        }
    }

    @Test(arguments: [
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#, 12, "there is a hole before `a`"),
        (
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
            8, "tensor `b` overlaps the one before"
        ),
        (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, 8, "does not fit its 8 bytes"),
        (#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, 8, "whole number"),
        (#"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}"#, 8, "does not fit"),
        (#"{"a":{"dtype":"BF16","shape":[4],"data_offsets":[0,8]}}"#, 8, "none of F32, F64, U64"),
        (#"{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#, 8, "no range of the 8 bytes"),
        (#"{"__metadata__":{"x":1}}"#, 0, "is no text"),
        (#"{"a":1,"a":2}"#, 0, "a key stands twice"),
    ]) func `a header that lies is refused with the reason`(_ header: String, _ body: Int, _ says: String) {
        #expect(throws: ModelFileError.self) { try SafeTensors(file(header, body), path: "f") }
        do { _ = try SafeTensors(file(header, body), path: "f") } catch {
            #expect("\(error)".contains(says), "\(error)")
        }
    }

    @Test func `what is not finite, of another shape or no policy is refused`() {
        var policy = policy()
        policy.parameters[7] = .nan
        #expect(refusal(policy.bytes)?.contains("not finite") == true)
        #expect(
            refusal(SafeTensors([], metadata: [("hidden", "4")]).bytes)?.contains("no `activation`") == true)
        var long = [UInt8](repeating: 0xFF, count: 8)
        long[7] = 0
        #expect(refusal(long)?.contains("are the most") == true)
    }

    @Test func `a state dict of torch becomes a network, strides and all`() throws {
        let tensors = try TorchFile.tensors(fixture("torch/state.pt"), path: "state.pt")
        #expect(tensors.map(\.name) == ["0.weight", "0.bias", "2.weight", "2.bias"])
        #expect(tensors[2].shape == [2, 4])
        // Stored by columns: 16, 17 are the first column.
        #expect(tensors[2].numbers == .single([16, 18, 20, 22, 17, 19, 21, 23].map { Float($0) / 16 }))
        let policy = try PolicyFile(torch: tensors, activation: .relu, path: "state.pt")
        var net = MLP<Float>(policy.shape, parameters: policy.parameters, capacity: 1)
        net.forward([1, -1, 0.5], rows: 1)
        // By hand: the first layer gives 12/16, 14.5/16, 17/16, 19.5/16 of its weights and biases.
        let hidden = (0..<4).map { row -> Float in
            let w = (0..<3).map { Float(3 * row + $0) / 16 }
            return max(0, w[0] - w[1] + 0.5 * w[2] + Float(12 + row) / 16)
        }
        for output in 0..<2 {
            let w = (0..<4).map { Float(16 + 2 * $0 + output) / 16 }
            let wanted = zip(w, hidden).reduce(Float(24 + output) / 16) { $0 + $1.0 * $1.1 }
            #expect(abs(net.output[output] - wanted) < 1e-5)
        }
    }

    @Test func `a pickle that would run code is refused, and damage never crashes`() throws {
        let bytes = try fixture("torch/state.pt")
        // The name of a global, of the same length.
        let name = Array("_rebuild_tensor_v2".utf8)
        let at = (0..<(bytes.count - name.count)).first { Array(bytes[$0..<($0 + name.count)]) == name }
        var hostile = bytes
        if let at { hostile.replaceSubrange(at..<(at + name.count), with: Array("_rebuild_wrapper_x".utf8)) }
        do {
            _ = try TorchFile.tensors(hostile, path: "state.pt")
            Issue.record("it is refused")
        } catch {
            #expect(error.message.contains("may be code") && error.help?.contains("state_dict") == true)
        }
        var random = RandomStream(seed: 10)
        for _ in 0..<3000 {
            var changed = bytes
            for _ in 0...random.below(4) { changed[random.below(changed.count)] = UInt8(random.below(256)) }
            _ = try? TorchFile.tensors(changed, path: "x")
            _ = try? TorchFile.tensors(Array(bytes[..<random.below(bytes.count)]), path: "x")
        }
    }
}
