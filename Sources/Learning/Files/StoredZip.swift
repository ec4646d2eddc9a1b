/// A zip archive whose members are stored as they are, as torch writes its files; read by its central directory.
struct StoredZip {
    private let bytes: [UInt8]
    /// Names with where their bytes lie.
    private(set) var members: [(name: String, range: Range<Int>)] = []

    struct Fault: Error {
        var message: String
    }

    init(_ bytes: [UInt8]) throws(Fault) {
        self.bytes = bytes
        guard bytes.starts(with: [0x50, 0x4B, 3, 4]) else { throw Fault(message: "it is no zip archive") }
        let (count, start) = try Self.directory(bytes)
        var reader = ByteReader(bytes, from: start)
        for _ in 0..<count { members.append(try Self.member(&reader, bytes)) }
    }

    /// The bytes of a member; nil where there is none.
    subscript(name: String) -> [UInt8]? {
        members.first { $0.name == name }.map { Array(bytes[$0.range]) }
    }

    private static func directory(_ bytes: [UInt8]) throws(Fault) -> (count: Int, start: Int) {
        let lowest = max(0, bytes.count - 65_557)
        var at = bytes.count - 22
        while at >= lowest, at >= 0 {
            if bytes[at] == 0x50, bytes[at + 1] == 0x4B, bytes[at + 2] == 5, bytes[at + 3] == 6 {
                var reader = ByteReader(bytes, from: at + 10)
                guard let count = reader.number(UInt16.self), reader.number(UInt32.self) != nil,
                    let start = reader.number(UInt32.self), Int(start) <= at
                else { break }
                guard count < 0xFFFF, start < 0xFFFF_FFFF else {
                    throw Fault(message: "it is a zip archive of more than 65,534 members or 4 GiB")
                }
                return (Int(count), Int(start))
            }
            at -= 1
        }
        throw Fault(message: "its directory is missing: the file is cut off")
    }

    private static func member(_ reader: inout ByteReader, _ bytes: [UInt8]) throws(Fault) -> (
        String, Range<Int>
    ) {
        let fault = Fault(message: "its directory is damaged")
        guard reader.number(UInt32.self) == 0x0201_4B50, reader.number(UInt32.self) != nil,
            reader.number(UInt16.self) != nil, let method = reader.number(UInt16.self),
            reader.number(UInt64.self) != nil, let size = reader.number(UInt32.self),
            let whole = reader.number(UInt32.self), let nameLength = reader.number(UInt16.self),
            let extra = reader.number(UInt16.self), let comment = reader.number(UInt16.self),
            reader.number(UInt64.self) != nil, let start = reader.number(UInt32.self),
            let name = reader.slice(Int(nameLength)), reader.slice(Int(extra) + Int(comment)) != nil
        else { throw fault }
        let text = String(decoding: name, as: UTF8.self)
        guard method == 0, size == whole else { throw Fault(message: "member `\(text)` is compressed") }
        var local = ByteReader(bytes, from: min(Int(start), bytes.count))
        guard local.number(UInt32.self) == 0x0403_4B50, local.slice(22) != nil,
            let localName = local.number(UInt16.self), let localExtra = local.number(UInt16.self),
            local.slice(Int(localName) + Int(localExtra)) != nil, local.left >= Int(size)
        else { throw fault }
        return (text, local.at..<(local.at + Int(size)))
    }
}
