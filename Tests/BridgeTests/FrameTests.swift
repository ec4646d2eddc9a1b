import Learning
import Testing

@testable import Bridge

@Suite struct FrameTests {
    private let sizes = FrameSizes(copies: 3, agents: 2, observation: 4, state: 5, actions: 3)

    private var reply: StepReply {
        StepReply(
            sight: Sight(
                observations: (0..<24).map { Float($0) }, states: (0..<15).map { Float($0) },
                mask: [UInt8](repeating: 1, count: 18)),
            rewards: (0..<6).map { Float($0) }, terminated: [0, 0, 1, 1, 0, 0],
            truncated: [0, 0, 0, 0, 1, 1],
            finished: [1, 2], finalObservations: (0..<16).map { Float($0) },
            finalStates: (0..<10).map { Float($0) })
    }

    private func fault(_ body: () throws(FrameFault) -> Void) -> String? {
        do {
            try body()
            return nil
        } catch { return error.message }
    }

    /// The bytes of a header as the page of the protocol has them, written out by hand.
    @Test func `a header is 36 bytes in a fixed order`() throws {
        let header = FrameHeader(.step, 0x0102, sizes)
        let bytes: [UInt8] =
            Array("GMRL".utf8) + [1, 0, 3, 0, 2, 1, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0]
            + [5, 0, 0, 0, 3, 0, 0, 0]
        #expect(header.bytes == bytes)
        #expect(try FrameHeader(bytes) == header)
    }

    @Test func `a header that lies is refused with the reason`() {
        let bytes = FrameHeader(.step, 7, sizes).bytes
        func changed(_ place: Int, _ byte: UInt8) -> [UInt8] {
            var other = bytes
            other[place] = byte
            return other
        }
        for (bytes, says) in [
            (Array(bytes.dropLast()), "36 bytes"), (bytes + [0], "36 bytes"), ([], "36 bytes"),
            (changed(0, 65), "GMRL"), (changed(4, 2), "version 2"), (changed(6, 9), "type 9"),
        ] {
            #expect(fault { () throws(FrameFault) in _ = try FrameHeader(bytes) }?.contains(says) == true)
        }
        var huge = FrameSizes(copies: 1 << 20, agents: 1 << 20, observation: 1 << 20, state: 1, actions: 2)
        #expect(fault { () throws(FrameFault) in try huge.check() }?.contains("too many") == true)
        huge.copies = 0
        #expect(fault { () throws(FrameFault) in try huge.check() }?.contains("0 copies") == true)
        huge.copies = 0xFFFF_FFFF
        #expect(fault { () throws(FrameFault) in try huge.check() }?.contains("4294967295") == true)
    }

    @Test func `a step's frames come back as they were`() throws {
        var reply = reply
        #expect(try Frames.stepReply(Frames.bytes(reply), sizes, hasMasks: true) == reply)
        reply.sight.mask = []
        #expect(try Frames.stepReply(Frames.bytes(reply), sizes, hasMasks: false) == reply)
        #expect(
            try Frames.sight(Frames.bytes(reply.sight), sizes, hasMasks: false) == reply.sight)
    }

    @Test func `a reply that does not fit is refused with the reason`() {
        func says(_ change: (inout StepReply) -> Void) -> String {
            var reply = reply
            change(&reply)
            return fault { () throws(FrameFault) in
                _ = try Frames.stepReply(Frames.bytes(reply), sizes, hasMasks: true)
            } ?? "taken"
        }
        #expect(says { _ in } == "taken")
        #expect(says { $0.sight.observations.removeLast() }.contains("24 observations"))
        #expect(says { $0.sight.states.append(0) }.contains("15 states"))
        #expect(says { $0.rewards[3] = .nan }.contains("number 3 of the rewards is not finite"))
        #expect(says { $0.sight.states[2] = .infinity }.contains("number 2 of the states"))
        #expect(says { $0.terminated[0] = 2 }.contains("6 ends of 0 or 1"))
        #expect(says { $0.truncated.removeLast() }.contains("6 limits"))
        #expect(says { $0.finished = [2, 1] }.contains("copy 1 is finished after 2"))
        #expect(says { $0.finished = [1, 3] }.contains("copy 3 is finished after 1, of 3"))
        #expect(says { $0.finished = [-1, 1] }.contains("copy -1"))
        #expect(says { $0.finished = [1] }.contains("8 last observations"))
        #expect(says { $0.sight.mask = [] }.contains("9 frames"))
    }

    @Test func `a description says how the next episode begins, or is refused`() {
        let spec = ServerSpec(environment: "x", agents: ["a"], hasMasks: true, versions: ["numpy 2"])
        #expect((try? ServerSpec(Array(spec.text.utf8))) == spec)
        for (text, says) in [
            ("{", "no JSON"), ("[]", "no object"), ("{}", "`env` is missing"), ("{\"env\":1}", "no text"),
            (spec.text.replacing("same-step", with: "next-step"), "`next-step`, and same-step"),
            (spec.text.replacing("f32", with: "f64"), "`f64`, and f32"),
        ] {
            let found = fault { () throws(FrameFault) in _ = try ServerSpec(Array(text.utf8)) }
            #expect(found?.contains(says) == true, "\(text): \(found ?? "taken")")
        }
    }

    /// Whatever comes over the wire, it is taken or refused.
    @Test func `no message crashes either side`() throws {
        var random = RandomStream(seed: 77)
        var server = try EnvironmentServer(CartPole(copies: 3))
        let good: [[[UInt8]]] = [
            [FrameHeader(.spec, 1).bytes],
            [
                FrameHeader(.reset, 2, FrameSizes(copies: 3, agents: 1, observation: 4, state: 4, actions: 2))
                    .bytes, [UInt8](repeating: 3, count: 24),
            ],
            [
                FrameHeader(.step, 3, FrameSizes(copies: 3, agents: 1, observation: 4, state: 4, actions: 2))
                    .bytes, [UInt8](repeating: 0, count: 12),
            ], Frames.bytes(reply),
        ]
        var (taken, refused) = (0, 0)
        for round in 0..<20_000 {
            var message = good[random.below(good.count)]
            for _ in 0..<random.below(4) where !message.isEmpty {
                let frame = random.below(message.count)
                switch random.below(5) {
                case 0 where !message[frame].isEmpty:
                    message[frame][random.below(message[frame].count)] = UInt8(random.below(256))
                case 1: message[frame] = Array(message[frame].prefix(random.below(40)))
                case 2: message[frame] += (0..<random.below(40)).map { _ in UInt8(random.below(256)) }
                case 3: message.remove(at: frame)
                default:
                    message.insert((0..<random.below(64)).map { _ in UInt8(random.below(256)) }, at: frame)
                }
            }
            if round % 3 == 0, let first = message.first, first.count == FrameHeader.length {
                // The right number, so that more than the first check is met.
                message[0].replaceSubrange(8..<16, with: Wire.bytes([server.answered &+ 1]))
            }
            let (answer, _) = server.answer(message)
            let header = try FrameHeader(answer[0])
            if header.kind == .error { refused += 1 } else { taken += 1 }
            for masks in [false, true] {
                _ = try? Frames.stepReply(message, sizes, hasMasks: masks)
                _ = try? Frames.sight(message, sizes, hasMasks: masks)
            }
            if let last = message.last { _ = try? ServerSpec(last) }
        }
        #expect(taken > 500 && refused > 5000, "\(taken) \(refused)")
    }
}
