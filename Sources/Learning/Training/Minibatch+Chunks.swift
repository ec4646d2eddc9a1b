import Linear

extension Minibatch {
    /// Gathers chunks side by side, [steps × chunks]; those that end before the longest are padded with samples that
    /// don't count.
    mutating func gather(_ numbers: ArraySlice<Int>, of chunks: Chunks, _ rollout: Rollout) {
        let ranges = numbers.map { chunks.ranges[$0] }
        let steps = ranges.reduce(0) { max($0, $1.count) }
        var places: [Int] = []
        places.reserveCapacity(steps * ranges.count)
        var begins: [Bool] = []
        begins.reserveCapacity(steps * ranges.count)
        samples = 0
        for step in 0..<steps {
            for range in ranges {
                let isThere = step < range.count
                let place = chunks.places[isThere ? range.lowerBound + step : range.lowerBound]
                weights[places.count] = isThere ? 1 : 0
                samples += isThere ? 1 : 0
                begins.append(rollout.begins[place])
                places.append(place)
            }
        }
        rows = places.count
        copy(places[...], rollout)
        let starts = places[0..<ranges.count]
        func passage(_ memories: [Float], _ width: Int) -> Passage<Float> {
            var memory = [Float](repeating: 0, count: ranges.count * width)
            Rows.gather(memories, starts, width: width, into: &memory)
            return Passage(rows: ranges.count, steps: steps, memory: memory, begins: begins)
        }
        actorPassage = passage(rollout.actorMemories, rollout.memoryWidth)
        criticPassage = passage(rollout.criticMemories, rollout.memoryWidth)
    }
}
