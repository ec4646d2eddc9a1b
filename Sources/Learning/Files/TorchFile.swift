/// State dicts of PyTorch (`torch.save(model.state_dict(), path)`), read without Python and without running anything.
public enum TorchFile {
    /// Most tensors of a file.
    public static let tensorLimit = 100_000

    /// The tensors of a file's bytes, in the order of the dictionary; `path` is for the messages.
    ///
    /// A training checkpoint that holds dictionaries in a dictionary gives names joined by dots.
    public static func tensors(_ bytes: [UInt8], path: String) throws(ModelFileError) -> [Tensor] {
        func refuse(_ message: String, _ help: String? = nil) -> ModelFileError {
            ModelFileError(path, message, help: help)
        }
        let zip: StoredZip
        do { zip = try StoredZip(bytes) } catch {
            throw refuse(
                "it is no file of torch.save: \(error.message)",
                "files from before PyTorch 1.6 have to be loaded and saved again there")
        }
        guard let index = zip.members.first(where: { $0.name.hasSuffix("/data.pkl") }) else {
            throw refuse("it holds no data.pkl")
        }
        let root = String(index.name.dropLast("data.pkl".utf8.count))
        guard !zip.members.contains(where: { $0.name.hasPrefix(root + "code/") }) else {
            throw refuse("it is a TorchScript archive, which is code", "save model.state_dict() instead")
        }
        if let order = zip[root + "byteorder"], !order.starts(with: Array("little".utf8)) {
            throw refuse("its numbers are big-endian")
        }
        let value: PickleValue
        do { value = try PickleMachine.value(zip[index.name] ?? []) } catch {
            throw refuse("its pickle is refused: \(error.message)", error.help)
        }
        var tensors: [Tensor] = []
        do { try collect(value, "", zip, root, &tensors) } catch { throw refuse(error.message) }
        guard !tensors.isEmpty else { throw refuse("it holds no tensors") }
        return tensors
    }

    private static func collect(
        _ value: PickleValue, _ name: String, _ zip: StoredZip, _ root: String, _ tensors: inout [Tensor]
    ) throws(StoredZip.Fault) {
        switch value {
        case .dictionary(let entries):
            for (key, inner) in entries {
                guard case .text(let text) = key else { continue }
                try collect(inner, name.isEmpty ? text : "\(name).\(text)", zip, root, &tensors)
            }
        case .tensor(let kind, let key, let count, let offset, let shape, let strides):
            guard tensors.count < tensorLimit else {
                throw StoredZip.Fault(message: "it holds more than \(tensorLimit) tensors")
            }
            guard kind != "torch LongStorage" else { return }
            let width = kind == "torch FloatStorage" ? 4 : 8
            guard let storage = zip["\(root)data/\(key)"], storage.count == count * width else {
                throw StoredZip.Fault(message: "storage \(key) of `\(name)` is missing or not of its size")
            }
            guard let total = Tensor.count(shape), let places = places(shape, strides, offset, total, count)
            else {
                throw StoredZip.Fault(message: "`\(name)` reaches beyond its storage")
            }
            var tensor = Tensor(name, shape, .single([]))
            if width == 4 {
                tensor.numbers = .single(places.map { Float(bitPattern: UInt32(word(storage, $0, 4))) })
            } else {
                tensor.numbers = .double(places.map { Double(bitPattern: word(storage, $0, 8)) })
            }
            tensors.append(tensor)
        default: return
        }
    }

    private static func word(_ bytes: [UInt8], _ index: Int, _ width: Int) -> UInt64 {
        var value: UInt64 = 0
        for place in 0..<width { value |= UInt64(bytes[index * width + place]) << (8 * UInt64(place)) }
        return value
    }

    /// Where in its storage each number of a view lies, row-major; nil when one lies outside.
    private static func places(
        _ shape: [Int], _ strides: [Int], _ offset: Int, _ total: Int, _ count: Int
    ) -> [Int]? {
        guard total > 0 else { return [] }
        guard total <= count else { return nil }
        var farthest = offset
        for (size, stride) in zip(shape, strides) {
            let (reach, overflow) = (size - 1).multipliedReportingOverflow(by: stride)
            guard stride >= 0, !overflow, reach < count else { return nil }
            farthest += reach
        }
        guard farthest < count else { return nil }
        var places: [Int] = [offset]
        for (size, stride) in zip(shape, strides) {
            places = places.flatMap { place in (0..<size).map { place + $0 * stride } }
        }
        return places
    }
}
