import MarketModel

/// An algorithm whose slices come at equal distances in time, by a schedule.
protocol ScheduledAlgorithm: ExecutionAlgorithm {
    var rows: SliceRows { get set }
    /// Told when slice `index` (from 0) of a parent begins, before its target is read.
    mutating func begin(_ index: Int, of place: Int)
}

extension ScheduledAlgorithm {
    mutating func begin(_ index: Int, of place: Int) {}

    mutating func work(_ place: Int, _ header: EventHeader) {
        if desk.turn(place, to: header.time, of: rows.count) {
            begin(desk.parents[place].next - 1, of: place)
            desk.endLive(place, header, restingOnly: true)
        }
        // What is called back belongs to this slice too: wait for it.
        guard desk.parents[place].owes, !desk.parents[place].isWaiting else { return }
        let parent = desk.parents[place]
        let wanted = rows[place, parent.next - 1] - parent.filled - parent.working
        if desk.slice(place, wanted, header) {
            desk.parents[place].owes = false
        } else {
            // Another trade may bring a price.
            desk.parents[place].wake = header.time
        }
    }
}

extension SliceDesk {
    /// Moves a parent to the slice of its schedule that is due; slices that were missed are one with it.
    ///
    /// - Returns: whether a slice has begun.
    mutating func turn(_ place: Int, to time: Int64, of count: Int) -> Bool {
        let parent = parents[place]
        let length = parent.end - parent.start
        var next = parent.next
        var due = parent.end
        while next < count {
            due = parent.start + length * Int64(next) / Int64(count)
            guard due <= time else { break }
            next += 1
            due = parent.end
        }
        parents[place].wake = due
        guard next > parent.next else { return false }
        parents[place].next = next
        parents[place].owes = true
        return true
    }
}
