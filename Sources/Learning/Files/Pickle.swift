/// What a state dict's pickle may hold.
indirect enum PickleValue: Sendable {
    case none
    case bool(Bool)
    case integer(Int)
    case real(Double)
    case text(String)
    case tuple([PickleValue])
    case list([PickleValue])
    case dictionary([(key: PickleValue, value: PickleValue)])
    /// A name of the allow-list, as `torch._utils _rebuild_tensor_v2`.
    case global(String)
    /// A storage of torch: its element's name, its key in the archive, how many numbers.
    case storage(kind: String, key: String, count: Int)
    /// A view of a storage.
    case tensor(kind: String, key: String, count: Int, offset: Int, shape: [Int], strides: [Int])
}

/// Reads pickles of protocol 2 as torch writes state dicts, and nothing else.
///
/// A pickle is a program. This machine knows the few instructions that build texts, numbers, lists, dictionaries and
/// tensors, and three names; at any other it stops.
struct PickleMachine {
    /// Why a pickle is not read.
    struct Fault: Error {
        var message: String
        /// What to do, or nil.
        var help: String?

        static func code(_ message: String) -> Fault {
            Fault(message: message, help: "save model.state_dict(), not the model itself")
        }
    }

    private static let storages: Set<String> = [
        "torch FloatStorage", "torch DoubleStorage", "torch LongStorage",
    ]
    private static let callables: Set<String> = [
        "collections OrderedDict", "torch._utils _rebuild_tensor_v2",
    ]
    private static let most = 10_000_000

    /// A value remembers under which key it is kept: what is put into a dictionary later is in the kept one too.
    private enum Entry {
        case mark
        case value(PickleValue, key: Int?)
    }
    private var reader: ByteReader
    private var stack: [Entry] = []
    private var memo: [Int: PickleValue] = [:]

    static func value(_ bytes: [UInt8]) throws(Fault) -> PickleValue {
        var machine = PickleMachine(reader: ByteReader(bytes))
        return try machine.run()
    }

    private init(reader: ByteReader) { self.reader = reader }

    private mutating func run() throws(Fault) -> PickleValue {
        guard try byte() == 0x80, try byte() == 2 else {
            throw Fault(message: "it is no pickle of protocol 2")
        }
        for _ in 0..<Self.most {
            let instruction = try byte()
            if instruction == UInt8(ascii: ".") { return try pop() }
            try step(instruction)
        }
        throw Fault(message: "it has more than \(Self.most) instructions")
    }

    private mutating func step(_ instruction: UInt8) throws(Fault) {
        switch instruction {
        case UInt8(ascii: "("): stack.append(.mark)
        case UInt8(ascii: ")"): push(.tuple([]))
        case UInt8(ascii: "]"): push(.list([]))
        case UInt8(ascii: "}"): push(.dictionary([]))
        case UInt8(ascii: "N"): push(.none)
        case 0x88: push(.bool(true))
        case 0x89: push(.bool(false))
        case UInt8(ascii: "K"): push(.integer(Int(try byte())))
        case UInt8(ascii: "M"): push(.integer(Int(try number(UInt16.self))))
        case UInt8(ascii: "J"): push(.integer(Int(Int32(bitPattern: try number(UInt32.self)))))
        case 0x8A: try long()
        case UInt8(ascii: "G"):
            push(.real(Double(bitPattern: try number(UInt64.self).byteSwapped)))
        case UInt8(ascii: "X"): push(.text(try text(Int(try number(UInt32.self)))))
        case UInt8(ascii: "q"): try keep(Int(try byte()))
        case UInt8(ascii: "r"): try keep(Int(try number(UInt32.self)))
        case UInt8(ascii: "h"): try recall(Int(try byte()))
        case UInt8(ascii: "j"): try recall(Int(try number(UInt32.self)))
        case UInt8(ascii: "t"): push(.tuple(try sinceMark()))
        case 0x85: push(.tuple(try last(1)))
        case 0x86: push(.tuple(try last(2)))
        case 0x87: push(.tuple(try last(3)))
        case UInt8(ascii: "c"): try global()
        case UInt8(ascii: "Q"): try storage()
        case UInt8(ascii: "R"): try call()
        case UInt8(ascii: "a"): try append(try last(1))
        case UInt8(ascii: "e"): try append(try sinceMark())
        case UInt8(ascii: "s"): try set(try last(2))
        case UInt8(ascii: "u"): try set(try sinceMark())
        // The attributes of an OrderedDict (its `_metadata`): nothing that is kept.
        case UInt8(ascii: "b"): _ = try pop()
        default:
            throw Fault.code("instruction 0x\(String(instruction, radix: 16)) builds more than tensors")
        }
    }

    private mutating func byte() throws(Fault) -> UInt8 { try number(UInt8.self) }

    private mutating func number<N: FixedWidthInteger & UnsignedInteger>(_ type: N.Type) throws(Fault) -> N {
        guard let value = reader.number(type) else { throw Fault(message: "it is cut off") }
        return value
    }

    private mutating func text(_ count: Int) throws(Fault) -> String {
        guard let bytes = reader.slice(count), let text = String(validating: bytes, as: UTF8.self) else {
            throw Fault(message: "a text is cut off or no UTF-8")
        }
        return text
    }

    private mutating func line() throws(Fault) -> String {
        var bytes: [UInt8] = []
        while true {
            let next = try byte()
            if next == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
            guard bytes.count < 256 else { throw Fault(message: "a name is longer than 256 bytes") }
            bytes.append(next)
        }
    }

    private mutating func long() throws(Fault) {
        let count = Int(try byte())
        guard count <= 8, let bytes = reader.slice(count) else {
            throw Fault(message: "a whole number is longer than 64 bits")
        }
        var value: UInt64 = (bytes.last ?? 0) >= 0x80 ? .max : 0
        for (place, next) in bytes.enumerated() {
            value = value & ~(0xFF << (8 * UInt64(place))) | UInt64(next) << (8 * UInt64(place))
        }
        push(.integer(Int(Int64(bitPattern: value))))
    }

    private mutating func push(_ value: PickleValue, key: Int? = nil) {
        stack.append(.value(value, key: key))
    }

    private mutating func pop() throws(Fault) -> PickleValue { try popKept().value }

    private mutating func popKept() throws(Fault) -> (value: PickleValue, key: Int?) {
        guard case .value(let value, let key)? = stack.popLast() else {
            throw Fault(message: "its stack is empty")
        }
        return (value, key)
    }

    private mutating func keep(_ key: Int) throws(Fault) {
        let value = try pop()
        memo[key] = value
        push(value, key: key)
    }

    /// Puts back a list or dictionary that has grown.
    private mutating func replace(_ value: PickleValue, _ key: Int?) {
        if let key { memo[key] = value }
        push(value, key: key)
    }

    private mutating func last(_ count: Int) throws(Fault) -> [PickleValue] {
        var values: [PickleValue] = []
        for _ in 0..<count { values.append(try pop()) }
        return values.reversed()
    }

    private mutating func sinceMark() throws(Fault) -> [PickleValue] {
        var values: [PickleValue] = []
        while let entry = stack.popLast() {
            guard case .value(let value, _) = entry else { return values.reversed() }
            values.append(value)
        }
        throw Fault(message: "a mark is missing")
    }

    private mutating func recall(_ key: Int) throws(Fault) {
        guard let value = memo[key] else { throw Fault(message: "it recalls what it never kept") }
        push(value, key: key)
    }

    private mutating func global() throws(Fault) {
        let name = "\(try line()) \(try line())"
        if name.hasPrefix("torch "), name.hasSuffix("Storage"), !Self.storages.contains(name) {
            throw Fault(
                message: "it holds numbers of `\(name)`, and float and double are read",
                help: "save {name: tensor.float() for name, tensor in model.state_dict().items()}")
        }
        guard Self.storages.contains(name) || Self.callables.contains(name) else {
            throw Fault.code("it names `\(name)`, which may be code")
        }
        push(.global(name))
    }

    private mutating func storage() throws(Fault) {
        guard case .tuple(let parts) = try pop(), parts.count == 5, case .text("storage") = parts[0],
            case .global(let kind) = parts[1], Self.storages.contains(kind), case .text(let key) = parts[2],
            case .integer(let count) = parts[4], count >= 0
        else { throw Fault(message: "a storage is not described as torch does") }
        guard !key.isEmpty, key.utf8.count < 8, key.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw Fault(message: "a storage is named `\(key)`, and a number is expected")
        }
        push(.storage(kind: kind, key: key, count: count))
    }

    private mutating func call() throws(Fault) {
        guard case .tuple(let arguments) = try pop(), case .global(let name) = try pop() else {
            throw Fault.code("it calls what is no name")
        }
        if name == "collections OrderedDict" {
            push(.dictionary([]))
            return
        }
        guard name == "torch._utils _rebuild_tensor_v2", arguments.count >= 4,
            case .storage(let kind, let key, let count) = arguments[0],
            case .integer(let offset) = arguments[1],
            let shape = Self.integers(arguments[2]), let strides = Self.integers(arguments[3]),
            shape.count == strides.count, offset >= 0
        else { throw Fault(message: "a tensor is not described as torch does") }
        push(.tensor(kind: kind, key: key, count: count, offset: offset, shape: shape, strides: strides))
    }

    private static func integers(_ value: PickleValue) -> [Int]? {
        guard case .tuple(let items) = value else { return nil }
        var numbers: [Int] = []
        for item in items {
            guard case .integer(let number) = item else { return nil }
            numbers.append(number)
        }
        return numbers
    }

    private mutating func append(_ values: [PickleValue]) throws(Fault) {
        let (value, key) = try popKept()
        guard case .list(let list) = value else { throw Fault(message: "it appends to what is no list") }
        replace(.list(list + values), key)
    }

    private mutating func set(_ values: [PickleValue]) throws(Fault) {
        let (value, key) = try popKept()
        guard case .dictionary(var entries) = value, values.count % 2 == 0 else {
            throw Fault(message: "it sets keys of what is no dictionary")
        }
        for index in stride(from: 0, to: values.count, by: 2) {
            entries.append((values[index], values[index + 1]))
        }
        replace(.dictionary(entries), key)
    }
}
