import Testing

@testable import PipelineFormat

@Suite struct FuzzTests {
    /// Pieces that pull the reader in every direction.
    private static let pieces = [
        "\t", "\n", "$", "${", "$$", "{", "}", "[", "]", ": ", ", ", "&a ", "*a", "<<: ", "- ", "\"", "'",
        "#", "@*",
        "@", "->", "|", ">", "~", "5m", "-", "%", "!!str ", "? ", "prev", "each", "when: false", "from",
        "\u{FEFF}",
        "---\n", "...\n", "0x", "1e999", "é", "include: ", "use: $m", "$fast", "\r\n", "\u{0}",
    ]

    private static func mutated(_ text: String, _ random: inout SplitMix64) -> [UInt8] {
        var bytes = Array(text.utf8)
        for _ in 0..<[1, 1, 2, 6][Int.random(in: 0...3, using: &random)] {
            let at = Int.random(in: 0...bytes.count, using: &random)
            let end = min(bytes.count, at + Int.random(in: 0...12, using: &random))
            switch Int.random(in: 0...4, using: &random) {
            case 0: bytes.removeSubrange(at..<end)
            case 1:
                bytes.insert(contentsOf: bytes[at..<end], at: Int.random(in: 0...bytes.count, using: &random))
            case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: at)
            case 3 where at < bytes.count: bytes[at] ^= 1 << UInt8.random(in: 0...7, using: &random)
            default:
                bytes.insert(contentsOf: (pieces.randomElement(using: &random) ?? "").utf8, at: at)
            }
        }
        return bytes
    }

    @Test(arguments: [UInt64(1), 2, 3, 4])
    func `mutated pipelines are read or refused, never worse`(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var sound = 0
        for number in 0..<1_500 {
            let source = validPipelines[number % validPipelines.count]
            let bytes = Self.mutated(source, &random)
            // Raw bytes go through the composer, which must not fall over invalid UTF-8 either.
            _ = Composer.compose(bytes, file: "f", chain: [], context: ReadingContext())
            let text = String(decoding: bytes, as: UTF8.self)
            let (spec, diagnostics) = read(text)
            let lines = textLines(text)
            for item in diagnostics.items where item.origin.position.line > 0 {
                let line = lines[safe: item.origin.position.line - 1]
                let isInside = line.map { item.origin.position.column <= $0.count + 1 } ?? false
                #expect(isInside, "seed \(seed), case \(number): \(item)\n\(text)")
            }
            _ = DiagnosticRenderer(sources: diagnostics.sources).json(diagnostics.items)
            guard let spec else {
                #expect(
                    diagnostics.hasErrors, "seed \(seed), case \(number): refused without a word\n\(text)")
                continue
            }
            guard !diagnostics.hasErrors else { continue }
            sound += 1
            let (again, complaints) = read(expandedYAML(spec))
            #expect(!complaints.hasErrors, "seed \(seed), case \(number): \(complaints.items)\n\(text)")
            #expect(again.map(plain) == plain(spec), "seed \(seed), case \(number)\n\(text)")
        }
        // Enough cases stay sound that the second half is tested too.
        #expect(sound > 50)
    }

    @Test func `reading 200 nodes, measured`() throws {
        var text = "pipeline: large\nparams: {fast: 12}\nnodes:\n  n0: {op: ingest.csv, path: x}\n"
        for i in 1..<200 {
            text +=
                "  n\(i): {op: bars.time, from: n\(i - 1), every: 5m, fast: $fast, file: \"a/${fast}.csv\"}\n"
        }
        text += "stages: {all: {nodes: \"*\"}}\n"
        let clock = ContinuousClock()
        var best = Duration.seconds(1_000)
        for _ in 0..<10 {
            var result: (spec: PipelineSpec?, diagnostics: Diagnostics)?
            best = min(best, clock.measure { result = read(text) })
            #expect(result?.spec?.nodes.count == 200)
            #expect(result?.diagnostics.items.isEmpty == true)
        }
        print("reading 200 nodes (\(text.utf8.count) bytes): best of 10 is \(best)")
    }
}
