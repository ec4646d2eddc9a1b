import MarketModel
import Testing

@Suite struct TALibTests {
    @Test func `every golden column has its case`() throws {
        let names = try Set(
            talibFile().keys.compactMap { $0.contains(".") ? $0.split(separator: ".")[0] : nil })
        #expect(names == Set(talibCases.map { Substring($0.name + $0.variant) }))
        #expect(talibCases.count == 23)
    }

    @Test(arguments: talibCases)
    func `values and warm-up equal those of TA-Lib`(test: Case) throws {
        let file = try talibFile()
        let field = { (name: String) in try #require(file[name]).map { $0 ?? .nan } }
        let (open, high, low) = try (field("open"), field("high"), field("low"))
        let (close, volume) = try (field("close"), field("volume"))
        let bars = open.indices.map {
            bar($0, open: open[$0], high: high[$0], low: low[$0], close: close[$0], volume: volume[$0])
        }
        #expect(bars.count == 160)
        for (column, found) in try test.columns(bars) {
            let name = "\(test.name)\(test.variant).\(column)"
            let expected = try #require(file[name], "\(name)")
            #expect(expected.firstIndex { $0 != nil } == test.warmUp - 1, "\(name)")
            for (index, (a, b)) in zip(found, expected).enumerated() {
                guard let a, let b else {
                    #expect(a == nil && b == nil, "\(name)[\(index)]: \(String(describing: a))")
                    continue
                }
                #expect(abs(a - b) <= 1e-10 * max(1, abs(b)), "\(name)[\(index)]: \(a) is not \(b)")
            }
        }
    }
}
