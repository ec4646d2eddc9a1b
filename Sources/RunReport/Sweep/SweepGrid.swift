/// All combinations of the values of some axes.
public struct SweepGrid: Sendable {
    /// Most trials of one sweep.
    static let most = 1_000_000

    /// The axes, in the order given; the last one turns fastest.
    public let axes: [SweepAxis]
    /// How many combinations there are.
    public let count: Int

    /// Joins axes.
    public init(_ axes: [SweepAxis]) throws(SweepError) {
        guard !axes.isEmpty else {
            throw SweepError("there is nothing to vary", help: "add --grid fast=6..20:2")
        }
        var names: Set<String> = []
        var count = 1
        for axis in axes {
            guard names.insert(axis.name).inserted else {
                throw SweepError(
                    "`--grid` names `\(axis.name)` twice", help: "give all its values at once")
            }
            let (product, overflow) = count.multipliedReportingOverflow(by: axis.values.count)
            count = overflow ? .max : product
        }
        self.axes = axes
        self.count = count
    }

    /// One combination, by its place.
    public subscript(index: Int) -> [(name: String, value: String)] {
        var rest = index
        var values: [(name: String, value: String)] = []
        for axis in axes.reversed() {
            values.append((axis.name, axis.values[rest % axis.values.count]))
            rest /= axis.values.count
        }
        return values.reversed()
    }

    /// The places to try: all of them, or `random` different ones by a seed.
    public func places(random: Int?, seed: UInt64) throws(SweepError) -> [Int] {
        guard let random, random < count else {
            guard count <= Self.most else {
                throw SweepError(
                    "the grid has more than \(NumberText.grouped(Self.most)) combinations",
                    help: "take some of them by chance: --random 500")
            }
            return Array(0..<count)
        }
        var bits = seed
        var chosen: [Int] = []
        var taken: Set<Int> = []
        while chosen.count < random {
            bits &+= 0x9E37_79B9_7F4A_7C15
            var word = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
            let place = Int((word ^ word >> 31) % UInt64(count))
            if taken.insert(place).inserted { chosen.append(place) }
        }
        return chosen.sorted()
    }
}
