extension RingWriter {
    /// Events that wait beside the full ring.
    public var spillCount: Int { unsafe state.pointee.waiting }
}
