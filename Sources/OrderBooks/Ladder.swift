import MarketModel

/// What a price level holds, whatever the kind of book.
protocol LevelContent: BitwiseCopyable, Sendable {
    /// What stands in places that no level uses.
    static var empty: Self { get }
    /// Total quantity at the level.
    var size: Double { get }
}

/// One side of a book: its levels in pages of at most 32, worst first, best last.
///
/// A level is looked for from the one before in doubling steps, as exchanges sort the changes of a message by price.
/// Inserting or removing one moves only those of its page, however deep the book is: exchanges send thousands of levels.
/// Prices are kept as keys that grow towards the best: as they are for bids, all bits flipped for asks. Pages are
/// reused, so that memory grows to the largest book there was.
struct Ladder<Content: LevelContent>: Sendable {
    /// Where a level is, or would be inserted: valid until the next insertion or removal.
    struct Place {
        /// Position among the pages, worst first.
        fileprivate var page: Int
        /// Position in the page.
        fileprivate var slot: Int
    }

    private struct Level: BitwiseCopyable, Sendable {
        var key: Int64
        var content: Content
    }

    /// A page in use; only the one of an empty book is empty.
    private struct Page: BitwiseCopyable, Sendable {
        /// The smallest key of the page.
        var least: Int64
        /// Where its memory begins.
        var start: Int
        var count: Int
    }

    private static var pageSize: Int { 32 }
    /// A page with fewer joins a neighbour with which it leaves room.
    private static var sparse: Int { 8 }

    private var levels: [Level] = []
    private var pages: [Page] = []
    /// Starts of pages that no level uses.
    private var free: [Int] = []
    /// Levels.
    private(set) var count = 0
    /// What was found last; may be beyond the end by now.
    private var last = Place(page: 0, slot: 0)
    private let flip: Int64

    init(_ side: BookSide, capacity: Int = 1024) {
        flip = side == .ask ? -1 : 0
        levels.reserveCapacity(capacity)
        pages.reserveCapacity(capacity / Self.pageSize + 8)
        free.reserveCapacity(capacity / Self.pageSize + 8)
    }

    /// The content of a level.
    subscript(place: Place) -> Content {
        @inline(__always) get { levels[pages[place.page].start &+ place.slot].content }
        @inline(__always) set { levels[pages[place.page].start &+ place.slot].content = newValue }
    }

    /// Where the level of `price` is, or would be inserted.
    @inline(__always)
    mutating func find(_ price: Price) -> (place: Place, isThere: Bool) {
        let key = price.raw ^ flip
        guard let page = pageIndex(of: key) else { return (Place(page: 0, slot: 0), false) }
        let (start, count) = (pages[page].start, pages[page].count)
        var low = page == last.page ? min(last.slot, count &- 1) : 0
        // The first level of the page is not above the key.
        if levels[start &+ low].key > key { low = 0 }
        var step = 1
        while low &+ step < count, levels[start &+ low &+ step].key <= key {
            low &+= step
            step = step &<< 1
        }
        var high = min(low &+ step, count)
        while high &- low > 1 {
            let middle = (low &+ high) &>> 1
            if levels[start &+ middle].key <= key { low = middle } else { high = middle }
        }
        last = Place(page: page, slot: low)
        let isThere = levels[start &+ low].key == key
        return (Place(page: page, slot: isThere ? low : low &+ 1), isThere)
    }

    /// The last page that begins at or before a key; nil where none does.
    ///
    /// Looked for from the page found before, in doubling steps.
    @inline(__always)
    private func pageIndex(of key: Int64) -> Int? {
        let count = pages.count
        var low = min(last.page, count &- 1)
        var high = count
        var step = 1
        if low >= 0, pages[low].least <= key {
            while low &+ step < count {
                let probe = low &+ step
                if pages[probe].least > key {
                    high = probe
                    break
                }
                low = probe
                step = step &<< 1
            }
        } else {
            high = low
            while true {
                guard high > 0 else { return nil }
                low = max(0, high &- step)
                if pages[low].least <= key { break }
                high = low
                step = step &<< 1
            }
        }
        // `low` begins at or before the key, `high` after it.
        while high &- low > 1 {
            let middle = (low &+ high) &>> 1
            if pages[middle].least <= key { low = middle } else { high = middle }
        }
        return low
    }

    mutating func insert(_ price: Price, _ content: Content, at place: Place) {
        var (page, slot) = (place.page, place.slot)
        count &+= 1
        if pages.isEmpty {
            addPage(at: 0)
        } else if pages[page].count == Self.pageSize {
            split(&page, &slot)
        }
        let start = pages[page].start
        var index = start &+ pages[page].count
        while index > start &+ slot {
            levels[index] = levels[index &- 1]
            index &-= 1
        }
        let key = price.raw ^ flip
        levels[index] = Level(key: key, content: content)
        pages[page].count &+= 1
        if slot == 0 { pages[page].least = key }
    }

    mutating func remove(at place: Place) {
        count &-= 1
        let page = place.page
        let start = pages[page].start
        let left = pages[page].count &- 1
        pages[page].count = left
        var index = start &+ place.slot
        while index < start &+ left {
            levels[index] = levels[index &+ 1]
            index &+= 1
        }
        if left == 0 {
            removePage(page)
        } else {
            pages[page].least = levels[start].key
            if left < Self.sparse { join(page) }
        }
    }

    mutating func removeAll() {
        for page in pages { free.append(page.start) }
        pages.removeAll(keepingCapacity: true)
        count = 0
    }

    /// Writes the best levels, best first, and returns how many there are.
    @inline(__always)
    func copyBest(into best: inout InlineArray<10, Depth.Level>) -> Int64 {
        var page = pages.count
        var rank = 0
        while page > 0, rank < Depth.capacity {
            page &-= 1
            var index = pages[page].start &+ pages[page].count
            while index > pages[page].start, rank < Depth.capacity {
                index &-= 1
                let level = levels[index]
                best[rank] = Depth.Level(price: Price(raw: level.key ^ flip), size: level.content.size)
                rank &+= 1
            }
        }
        return Int64(rank)
    }

    /// The level at `rank`, 0 being the best.
    func level(_ rank: Int) -> (price: Price, content: Content)? {
        guard rank >= 0, rank < count else { return nil }
        var left = rank
        var page = pages.count - 1
        while left >= pages[page].count {
            left -= pages[page].count
            page -= 1
        }
        let level = levels[pages[page].start + pages[page].count - 1 - left]
        return (Price(raw: level.key ^ flip), level.content)
    }
}

extension Ladder {
    /// Puts an empty page into the order.
    private mutating func addPage(at position: Int) {
        let start = free.popLast() ?? levels.count
        if start == levels.count {
            let unused = Level(key: 0, content: .empty)
            for _ in 0..<Self.pageSize { levels.append(unused) }
        }
        pages.insert(Page(least: .min, start: start, count: 0), at: position)
    }

    private mutating func removePage(_ position: Int) {
        free.append(pages[position].start)
        pages.remove(at: position)
    }

    /// Makes room in a full page for a level at `slot`; both move with it.
    @inline(never)
    private mutating func split(_ page: inout Int, _ slot: inout Int) {
        // A book that is told from one end to the other fills its pages.
        if slot == Self.pageSize, page == pages.count - 1 {
            page += 1
            slot = 0
            return addPage(at: page)
        }
        if slot == 0 { return addPage(at: page) }
        let half = Self.pageSize / 2
        addPage(at: page + 1)
        move(half..<Self.pageSize, of: page, to: page + 1)
        pages[page].count = half
        if slot > half {
            page += 1
            slot -= half
        }
    }

    /// Moves a sparse page's levels into a neighbour, if they leave it some room.
    @inline(never)
    private mutating func join(_ page: Int) {
        if !areJoined(page - 1) { _ = areJoined(page) }
    }

    /// Joins a page with the next one if they fit into one.
    private mutating func areJoined(_ page: Int) -> Bool {
        guard page >= 0, page + 1 < pages.count,
            pages[page].count + pages[page + 1].count <= Self.pageSize - Self.sparse
        else { return false }
        move(0..<pages[page + 1].count, of: page + 1, to: page)
        removePage(page + 1)
        return true
    }

    /// Appends some levels of a page to another.
    private mutating func move(_ slots: Range<Int>, of source: Int, to target: Int) {
        let from = pages[source].start
        let to = pages[target].start + pages[target].count - slots.lowerBound
        for slot in slots { levels[to + slot] = levels[from + slot] }
        pages[target].count += slots.count
        pages[target].least = levels[pages[target].start].key
    }
}
