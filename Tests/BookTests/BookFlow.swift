import MarketModel
import TestSupport

/// Random changes of books, with everything that exchanges do and should not do.
enum BookFlow {
    private static func header(
        _ sequencer: inout Sequencer, _ time: inout Int64, starts: Bool,
        _ random: inout SplitMix64
    ) -> EventHeader {
        if starts, Int.random(in: 0..<4, using: &random) > 0 {
            time += Int64.random(in: 1...2_000_000, using: &random)
        }
        return sequencer.header(at: time)
    }

    /// Messages of one to six level changes; snapshots, gaps, crossed books, removals of nothing.
    static func levels(_ count: Int, seed: UInt64) -> [LevelChange] {
        var random = SplitMix64(seed: seed)
        var sequencer = Sequencer()
        var time: Int64 = -20_000_000
        var changes: [LevelChange] = []
        var middle: Int64 = 1000
        while changes.count < count {
            let isSnapshot = Int.random(in: 0..<40, using: &random) == 0
            let hasGap = Int.random(in: 0..<120, using: &random) == 0
            let length = Int.random(in: 1...(isSnapshot ? 30 : 6), using: &random)
            middle += Int64.random(in: -1...1, using: &random)
            for index in 0..<length {
                var flags: BookFlags = isSnapshot ? .snapshot : []
                if index == length - 1 { flags.insert(.last) }
                if index == 0, hasGap { flags.insert(.gap) }
                let header = header(&sequencer, &time, starts: index == 0, &random)
                if isSnapshot, index == 0 {
                    changes.append(
                        LevelChange(
                            header: header, price: Price(raw: 0), size: 0, side: .none, action: .clear,
                            flags: flags))
                    continue
                }
                let isBid = Bool.random(using: &random)
                // Now and then on the wrong side of the middle, far away, or of a malformed size.
                let reach: Int64 = Int.random(in: 0..<20, using: &random) == 0 ? 300 : 12
                let distance = Int64.random(in: -1...reach, using: &random)
                let sizes: [Double] = [0, 0, 1.5, 2, 0.25, 7, .nan, -1]
                let choice = Int.random(in: 0..<(sizes.count * 20), using: &random)
                changes.append(
                    LevelChange(
                        header: header, price: Price(raw: (middle + (isBid ? -distance : distance)) * 100),
                        size: choice < sizes.count ? sizes[choice] : sizes[choice % 6],
                        side: choice == 77 ? .none : isBid ? .bid : .ask, flags: flags))
            }
        }
        return changes
    }

    /// Adds, cancels, modifies, trades and fills of orders; unknown numbers, numbers used twice, clears, gaps.
    static func orders(_ count: Int, seed: UInt64) -> [OrderChange] {
        var random = SplitMix64(seed: seed)
        var sequencer = Sequencer()
        var time: Int64 = -20_000_000
        var known: [UInt64] = []
        var changes: [OrderChange] = []
        var starts = true
        for index in 0..<count {
            let header = header(&sequencer, &time, starts: starts, &random)
            let isLast = Int.random(in: 0..<3, using: &random) > 0 || index == count - 1
            var flags: BookFlags = isLast ? .last : []
            if starts, Int.random(in: 0..<400, using: &random) == 0 { flags.insert(.gap) }
            starts = isLast
            let kind = Int.random(in: 0..<200, using: &random)
            let action: OrderChange.Action
            switch kind {
            case 0: action = .clear
            case 1..<90: action = .add
            case 90..<150: action = .cancel
            case 150..<190: action = .modify
            case 190..<195: action = .trade
            default: action = .fill
            }
            let isNew = action == .add && Int.random(in: 0..<60, using: &random) > 0
            var id = UInt64(index) &* 0x1_0000_0001
            if !isNew, Int.random(in: 0..<40, using: &random) > 0,
                let old = known.randomElement(using: &random)
            {
                id = old
            }
            if isNew { known.append(id) }
            if known.count > 300 { known.removeFirst(100) }
            let isBid = Bool.random(using: &random)
            let distance = Int64.random(in: -1...15, using: &random)
            let sizes: [Double] = [0.5, 1, 2, 3, 8, 0]
            let choice = Int.random(in: 0..<100, using: &random)
            changes.append(
                OrderChange(
                    header: header, orderID: id,
                    price: Price(raw: (500 + (isBid ? -distance : distance)) * 100),
                    size: sizes[choice == 0 ? 5 : choice % 5],
                    side: choice == 50 ? .none : isBid ? .bid : .ask, action: action, flags: flags))
        }
        return changes
    }
}
