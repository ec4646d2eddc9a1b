extension RingWriter {
    /// Forgets the oldest `count` unpublished events, and moves those after them forward.
    ///
    /// For tools that run a graph on part of a tape; nothing may wait beside the ring.
    public mutating func dropUnpublished(_ count: Int) {
        precondition(count >= 0 && count <= unpublishedCount && !hasSpill, "the events are unpublished")
        guard count > 0 else { return }
        for offset in count..<unpublishedCount {
            // SAFETY: both are unpublished slots of this writer, and different ones.
            unsafe unpublished(offset - count).copyMemory(
                from: unpublished(offset), byteCount: storage.stride)
        }
        unsafe state.pointee.next -= count
    }

    /// Forgets all unpublished events but the oldest `count`; nothing may wait beside the ring.
    public mutating func keepUnpublished(_ count: Int) {
        precondition(count >= 0 && count <= unpublishedCount && !hasSpill, "the events are unpublished")
        unsafe state.pointee.next = published &+ count
    }

    /// Shuffles what the unpublished events from `first` on carry, all but their headers.
    ///
    /// Times and places stay, values belong to other events then: a future that could have been.
    public mutating func scrambleUnpublished(
        from first: Int, using random: inout some RandomNumberGenerator
    ) {
        let header = RingStorage.headerBytes
        let size = storage.stride - header
        let count = unpublishedCount
        guard size > 0, first < count - 1 else { return }
        let spare = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 8)
        defer { unsafe spare.deallocate() }
        for offset in stride(from: count - 1, to: first, by: -1) {
            let other = Int.random(in: first...offset, using: &random)
            guard other != offset else { continue }
            // SAFETY: two different unpublished slots of this writer, and a spare of the same size.
            let a = unsafe unpublished(offset) + header
            let b = unsafe unpublished(other) + header
            unsafe spare.copyMemory(from: a, byteCount: size)
            unsafe a.copyMemory(from: b, byteCount: size)
            unsafe b.copyMemory(from: spare, byteCount: size)
        }
    }
}
