import Linear
import Testing

@testable import Learning

@Suite struct LogTests {
    @Test func `the checksum is Castagnoli's`() {
        #expect(Checksum.castagnoli(Array("123456789".utf8)) == 0xE306_9283)
        #expect(Checksum.castagnoli([]) == 0)
    }

    /// Length, its checksum, payload, its checksum: what TensorBoard walks over.
    @Test func `every record of an event file can be walked over`() {
        var log = EventLog(time: 1_700_000_000)
        for step in 1...3 {
            log.add(
                step: step * 1000, time: 1_700_000_000 + Double(step), [("return", 1.5), ("entropy", 0.25)])
        }
        var reader = ByteReader(log.bytes)
        var payloads: [[UInt8]] = []
        while reader.left > 0 {
            guard let length = reader.number(UInt64.self), reader.number(UInt32.self) != nil,
                let payload = reader.slice(Int(length)), let sum = reader.number(UInt32.self)
            else {
                Issue.record("a record is cut")
                return
            }
            payloads.append(Array(payload))
            let turned = sum &- 0xA282_EAD8
            #expect(turned << 15 | turned >> 17 == Checksum.castagnoli(Array(payload)))
        }
        #expect(payloads.count == 4)
        #expect(String(decoding: payloads[0], as: UTF8.self).contains("brain.Event:2"))
        // Field 2 of the second, the step, is 1000 as a varint.
        #expect(payloads[1][9...11] == [0x10, 0xE8, 0x07])
    }

    @Test func `an exported policy names its operators and keeps its numbers`() {
        let shape = MLPShape(inputs: 4, hidden: [8], outputs: 2, activation: .relu, normalisesInput: true)
        let parameters = (0..<shape.parameterCount).map { Float($0) / 8 }
        let bytes = ONNX.bytes(shape, parameters: parameters, metadata: [("schema", "1")])
        let text = String(decoding: bytes, as: UTF8.self)
        for word in [
            "gm-flow", "Gemm", "Relu", "LayerNormalization", "Softmax", "observation", "logits", "transB",
        ] {
            #expect(text.contains(word), "\(word)")
        }
        var numbers = ByteWriter()
        for index in 8..<40 { numbers.add(parameters[index]) }
        let first = numbers.bytes
        #expect((0..<(bytes.count - first.count)).contains { Array(bytes[$0..<($0 + first.count)]) == first })
    }
}
