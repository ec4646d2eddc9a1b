/// A number for a list of texts, such as the names of columns, that is the same on every machine.
///
/// FNV-1a, 64 bits (G. Fowler, L. Noll, K.-P. Vo, 1991), over the texts' UTF-8, each followed by a byte 0. It
/// notices what changed by mistake; it is no protection.
public func schemaHash(_ texts: [String]) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for text in texts {
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        hash &*= 0x0000_0100_0000_01B3
    }
    return hash
}
