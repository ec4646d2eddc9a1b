import JSON

/// A file of named tensors: `safetensors`, as the library of that name writes and checks it.
///
/// Eight bytes with the header's length, the header as JSON, then the numbers without a hole. Anything else is refused
/// with its reason: a model that is loaded wrong trades wrong.
public struct SafeTensors: Sendable {
    /// The tensors, in the order of their bytes.
    public var tensors: [Tensor]
    /// Texts beside them: architecture, normaliser, schema hash, where it comes from.
    public var metadata: [(key: String, value: String)]

    /// Longest header that is read, bytes.
    public static let headerLimit = 100_000_000

    /// Holds tensors and texts.
    public init(_ tensors: [Tensor], metadata: [(key: String, value: String)] = []) {
        self.tensors = tensors
        self.metadata = metadata
    }

    /// The tensor of that name.
    public subscript(name: String) -> Tensor? { tensors.first { $0.name == name } }

    /// The text of that key.
    public func text(_ key: String) -> String? { metadata.first { $0.key == key }?.value }

    /// The file's bytes, with the header padded to a multiple of eight.
    public var bytes: [UInt8] {
        var entries: [(key: String, value: JSONValue)] = []
        if !metadata.isEmpty {
            entries.append(("__metadata__", .object(metadata.map { ($0.key, .string($0.value)) })))
        }
        var body = ByteWriter()
        for tensor in tensors {
            let start = body.bytes.count
            var kind = ""
            switch tensor.numbers {
            case .single(let numbers):
                kind = "F32"
                for number in numbers { body.add(number) }
            case .double(let numbers):
                kind = "F64"
                for number in numbers { body.add(number) }
            case .words(let numbers):
                kind = "U64"
                for number in numbers { body.add(number) }
            }
            let place: [JSONValue] = [.integer(start), .integer(body.bytes.count)]
            entries.append(
                (
                    tensor.name,
                    .object([
                        ("dtype", .string(kind)), ("shape", .array(tensor.shape.map { .integer($0) })),
                        ("data_offsets", .array(place)),
                    ])
                ))
        }
        var header = Array(JSONValue.object(entries).compactText().utf8)
        while header.count % 8 != 0 { header.append(0x20) }
        var file = ByteWriter()
        file.add(UInt64(header.count))
        file.add(header)
        file.add(body.bytes)
        return file.bytes
    }

    /// Reads a file's bytes; `path` is for the messages.
    public init(_ bytes: [UInt8], path: String) throws(ModelFileError) {
        func refuse(_ message: String) -> ModelFileError { ModelFileError(path, message) }
        var reader = ByteReader(bytes)
        guard let length = reader.number(UInt64.self) else {
            throw refuse("it is too short for a safetensors file")
        }
        guard length <= UInt64(Self.headerLimit) else {
            throw refuse("its header would have \(length) bytes, and \(Self.headerLimit) are the most")
        }
        guard let header = reader.slice(Int(length)) else {
            throw refuse("its header of \(length) bytes is cut off after \(bytes.count - 8)")
        }
        let size = bytes.count - reader.at
        let entries: [(key: String, value: JSONField)]
        do {
            entries = try JSONField(JSONReader.value(Array(header))).entries
        } catch let fault as JSONFault {
            throw refuse("its header is no JSON: \(fault.message), at byte \(fault.column)")
        } catch let misfit as JSONMisfit {
            throw refuse("its header \(misfit.reason)")
        } catch {
            throw refuse("its header can't be read")
        }
        metadata = []
        var found: [(tensor: Tensor, start: Int)] = []
        for (key, value) in entries {
            do {
                if key == "__metadata__" {
                    for (name, text) in try value.entries { metadata.append((name, try text.string)) }
                } else {
                    found.append(try Self.tensor(key, value, bytes, body: reader.at, size: size))
                }
            } catch {
                throw refuse("tensor `\(key)`: \(error.reason)")
            }
        }
        found.sort { $0.start < $1.start }
        var at = 0
        for (tensor, start) in found {
            guard start == at else {
                throw refuse(
                    start < at
                        ? "tensor `\(tensor.name)` overlaps the one before"
                        : "there is a hole before `\(tensor.name)`")
            }
            at += Self.size(of: tensor)
        }
        guard at == size else { throw refuse("\(size - at) bytes at its end belong to no tensor") }
        tensors = found.map(\.tensor)
    }

    private static func size(of tensor: Tensor) -> Int {
        switch tensor.numbers {
        case .single(let numbers): 4 * numbers.count
        case .double(let numbers): 8 * numbers.count
        case .words(let numbers): 8 * numbers.count
        }
    }

    private static func tensor(
        _ name: String, _ field: JSONField, _ bytes: [UInt8], body: Int, size: Int
    ) throws(JSONMisfit) -> (tensor: Tensor, start: Int) {
        let shape = try field["shape"].map { (item) throws(JSONMisfit) in try item.count }
        let offsets = try field["data_offsets"].map { (item) throws(JSONMisfit) in try item.count }
        guard offsets.count == 2, offsets[0] <= offsets[1], offsets[1] <= size else {
            throw try field["data_offsets"].misfit("is no range of the \(size) bytes that the file has")
        }
        let kind = try field["dtype"]
        let width: Int
        switch try kind.string {
        case "F32": width = 4
        case "F64", "U64": width = 8
        default: throw kind.misfit("is none of F32, F64, U64")
        }
        guard let count = Tensor.count(shape), count <= size, count * width == offsets[1] - offsets[0] else {
            throw try field["shape"].misfit("does not fit its \(offsets[1] - offsets[0]) bytes")
        }
        var reader = ByteReader(bytes, from: body + offsets[0], to: body + offsets[1])
        var tensor = Tensor(name, shape, .single([]))
        switch try kind.string {
        case "F32":
            tensor.numbers = .single(
                (0..<count).map { _ in Float(bitPattern: reader.number(UInt32.self) ?? 0) })
        case "F64":
            tensor.numbers = .double(
                (0..<count).map { _ in Double(bitPattern: reader.number(UInt64.self) ?? 0) })
        default: tensor.numbers = .words((0..<count).map { _ in reader.number(UInt64.self) ?? 0 })
        }
        return (tensor, offsets[0])
    }
}
