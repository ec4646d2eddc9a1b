import Linear
import Testing

@testable import Learning

/// Files that torch itself wrote (`Tests/Fixtures/learning/torch_files.py`).
@Suite struct TorchFileTests {
    private func tensors(_ name: String) throws -> [Tensor] {
        try TorchFile.tensors(fixture("torch/\(name)"), path: name)
    }

    /// Step, epoch and the optimiser's moments are passed over.
    @Test func `a state dict is read from within a checkpoint`() throws {
        let (tensors, state) = (try tensors("checkpoint.pt"), try tensors("state.pt"))
        #expect(tensors.map(\.name) == state.map { "model.\($0.name)" })
        for (a, b) in zip(tensors, state) { #expect(a.shape == b.shape && a.numbers == b.numbers) }
        let policy = try PolicyFile(torch: tensors, activation: .relu, path: "checkpoint.pt")
        #expect(policy.shape.inputs == 3 && policy.shape.hidden == [4] && policy.shape.outputs == 2)
    }

    @Test func `a network with a GRU is read, and gives step by step what torch gives`() throws {
        let file = try PolicyFile(torch: tensors("gru.pt"), activation: .relu, path: "gru.pt")
        #expect(file.shape.inputs == 3 && file.shape.hidden == [4] && file.memory == 5)
        #expect(!file.shape.normalisesInput && !file.shape.normalisesHidden && file.shape.outputs == 2)
        let steps = try tensors("gru-steps.pt")
        guard case .single(let x) = steps[0].numbers, case .single(let output) = steps[1].numbers else {
            Issue.record("they are F32")
            return
        }
        var policy = InferencePolicy(file)
        for step in 0..<6 {
            policy.look(Array(x[(3 * step)..<(3 * step + 3)]))
            for k in 0..<2 { #expect(abs(policy.logits[k] - output[2 * step + k]) < 2e-6) }
        }
        // Written and read again it is the same.
        #expect(try PolicyFile(file.bytes, path: "m").parameters == file.parameters)
    }

    @Test func `a stack that we can't run is refused with the layer's name`() throws {
        func refusal(_ tensors: [Tensor]) -> String {
            do {
                _ = try PolicyFile(torch: tensors, activation: .relu, path: "f")
                return ""
            } catch { return error.message }
        }
        #expect(refusal(try tensors("gru-two.pt")).contains("`gru.weight_ih_l1` belongs to a GRU of several"))
        let whole = try tensors("gru.pt")
        let bare = whole.filter { !$0.name.hasPrefix("norm") }
        #expect(refusal(bare).contains("`gru.weight_ih_l0` is a GRU that layer normalisation"))
        #expect(refusal(Array(whole.dropLast())).contains("`head.weight` is the last tensor, and one [2]"))
        #expect(refusal(Array(whole.dropLast(2))).contains("do not end with a linear layer"))
        var wrong = whole
        wrong[3].shape = [5, 15]
        #expect(refusal(wrong).contains("`gru.weight_hh_l0` is not next, not finite or not F32"))
        wrong = whole
        wrong.swapAt(0, 8)
        #expect(refusal(wrong).contains("`hidden.bias`"))
    }

    @Test func `views of a storage are what they view`() throws {
        let tensors = try tensors("views.pt")
        #expect(tensors.map(\.name) == ["turned", "part", "scalar"])
        #expect(tensors[0].shape == [4, 3])
        #expect(tensors[0].numbers == .single([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11].map { Float($0) / 16 }))
        #expect(tensors[1].numbers == .single([5, 7, 9].map { Float($0) / 16 }))
        #expect(tensors[2].shape.isEmpty && tensors[2].numbers == .single([7 / 16]))
    }

    @Test func `a dictionary that stands twice is whole both times`() throws {
        let tensors = try tensors("twice.pt")
        #expect(
            tensors.map(\.name) == [
                "model.0.weight", "model.0.bias", "best.0.weight", "best.0.bias",
            ])
        #expect(tensors[0].numbers == tensors[2].numbers && tensors[0].shape == [1, 2])
    }

    @Test func `64-bit numbers are kept as such`() throws {
        #expect(try tensors("double.pt")[3].numbers == .double([24 / 16, 25 / 16]))
    }

    @Test(arguments: [
        ("half.pt", "numbers of `torch HalfStorage`", "float"),
        ("module.pt", "names `torch.nn.modules.container Sequential`", "state_dict"),
        ("script.pt", "TorchScript", "state_dict"),
        ("legacy.pt", "no zip archive", "1.6"),
        ("hostile.pt", "names `posix system`", "state_dict"),
        ("packed.pt", "is compressed", ""),
    ])
    func `what is no state dict is refused with the reason`(_ name: String, _ says: String, _ help: String)
        throws
    {
        do {
            _ = try tensors(name)
            Issue.record("\(name) is taken")
        } catch let error as ModelFileError {
            #expect(error.path == name && error.message.contains(says), "\(error)")
            #expect(help.isEmpty || error.help?.contains(help) == true, "\(error)")
        }
    }

    /// What a pickle can't be: each is the smallest program that tries.
    @Test(arguments: [
        (#"c__builtin__\neval\n(X\x02\x00\x00\x001+tR."#, "names `__builtin__ eval`"),
        (#"c__builtin__\ngetattr\n."#, "names `__builtin__ getattr`"),
        (#"ctorch._utils\n_rebuild_tensor_v3\n."#, "names `torch._utils _rebuild_tensor_v3`"),
        (#"(Vos\nVsystem\n\x93."#, "instruction 0x56"),
        (#"(i__main__\nx\n."#, "instruction 0x69"),
        (#"\x82\x01."#, "instruction 0x82"),
        (#"X\xff\xff\xff\x7fab."#, "cut off"),
        (#"h\x05."#, "recalls what it never kept"),
        (#"t."#, "a mark is missing"),
        (#"K\x01K\x02K\x03s."#, "no dictionary"),
        (#"(K\x01tQ."#, "not described as torch does"),
    ])
    func `a pickle that would do more is stopped`(_ program: String, _ says: String) {
        var bytes: [UInt8] = [0x80, 2]
        var rest = Array(program.utf8)[...]
        while let next = rest.popFirst() {
            guard next == UInt8(ascii: "\\"), let kind = rest.popFirst() else {
                bytes.append(next)
                continue
            }
            guard kind == UInt8(ascii: "x") else {
                bytes.append(0x0A)
                continue
            }
            bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
            rest = rest.dropFirst(2)
        }
        do {
            _ = try PickleMachine.value(bytes)
            Issue.record("\(program) is taken")
        } catch { #expect(error.message.contains(says), "\(error)") }
    }
}
