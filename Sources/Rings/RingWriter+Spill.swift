extension RingWriter {
    /// Events that wait beside the full ring.
    public var spillCount: Int { unsafe state.pointee.spillCount - state.pointee.spillTaken }

    /// Sequence of the oldest event that waits beside the full ring: what may be promised until it is
    /// published.
    public var spillSequence: Int64? { unsafe state.pointee.spillSequence }
}
