/// The schedules of all places: what shall have been sent, in total, once a slice is.
struct SliceRows {
    /// Slices of a schedule.
    let count: Int
    private let lot: Double
    private var targets: [Double]

    init(places: Int, slices: Int, lot: Double) {
        count = slices
        self.lot = lot
        targets = [Double](repeating: 0, count: places * slices)
    }

    /// The total of a place's schedule once slice `index` (from 0) is sent.
    subscript(place: Int, index: Int) -> Double {
        get { targets[place * count + index] }
        set { targets[place * count + index] = newValue }
    }

    /// Equal slices: with lots that cannot be equal, the first ones are one lot larger.
    mutating func setEqual(_ place: Int, quantity: Double) {
        let lots = (quantity / (lot > 0 ? lot : quantity) + 1e-9).rounded(.down)
        let share = (lots / Double(count)).rounded(.down)
        let larger = lots - share * Double(count)
        for index in 0..<count {
            let number = Double(index + 1)
            self[place, index] =
                lot > 0 ? (share * number + min(number, larger)) * lot : quantity * number / Double(count)
        }
        self[place, count - 1] = quantity
    }

    /// Slices whose running totals are the parts `total(index)` of the quantity, each rounded to lots, so that
    /// no error adds up.
    mutating func set(_ place: Int, quantity: Double, total: (Int) -> Double) {
        for index in 0..<count {
            let exact = quantity * min(1, max(0, total(index)))
            let rounded = lot > 0 ? (exact / lot).rounded() * lot : exact
            self[place, index] = min(quantity, rounded)
        }
        self[place, count - 1] = quantity
    }
}
