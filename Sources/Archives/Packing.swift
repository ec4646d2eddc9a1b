/// How a file is packed, told by its first bytes.
enum Packing {
    case plain
    /// One compressed stream, which may in turn hold a tar.
    case compressed
    /// A container with named members.
    case container

    /// Looks at the first bytes of a file (262 are enough for every kind).
    init(head: ArraySlice<UInt8>) {
        func starts(_ magic: [UInt8]) -> Bool { head.starts(with: magic) }
        let zip = starts([0x50, 0x4B, 0x03, 0x04]) || starts([0x50, 0x4B, 0x05, 0x06])
        let sevenZip = starts([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C])
        let tar = head.count >= 262 && head.dropFirst(257).starts(with: Array("ustar".utf8))
        if zip || sevenZip || tar {
            self = .container
        } else if Self.streams.contains(where: starts) {
            self = .compressed
        } else {
            self = .plain
        }
    }

    /// gzip, bzip2 (a digit follows), xz, zstd, lz4, compress, lzip.
    private static let streams: [[UInt8]] = [
        [0x1F, 0x8B], [0x42, 0x5A, 0x68], [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], [0x28, 0xB5, 0x2F, 0xFD],
        [0x04, 0x22, 0x4D, 0x18], [0x1F, 0x9D], [0x4C, 0x5A, 0x49, 0x50],
    ]
}
