import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport
import Testing

@Suite struct WindowMatrixTests {
    private func arguments(
        rows: Int64, _ normalise: String = "none", fit: String = "rolling", fitRows: Int64 = 40,
        clip: Double = 0
    ) -> [(name: String, value: ArgumentValue)] {
        [
            ("rows", Argument.integer(rows)), ("normalise", Argument.text(normalise)),
            ("fit", Argument.text(fit)), ("fit_rows", Argument.integer(fitRows)),
            ("clip", Argument.real(clip)),
        ]
    }

    private func window(_ window: MatrixWindow) -> [Double] {
        (0..<Int(window.rows * window.columns)).map { window.values[$0] }
    }

    @Test func `a window is the last rows, oldest first`() throws {
        let fast = Feed("inputs", (0..<9).map { reading(10 * $0, Double($0)) }, source: "fast")
        let slow = Feed(
            "inputs", [1, 4, 7].map { reading(10 * $0, Double(100 * $0)) }, source: "slow", triggers: false)
        let run = try NodeHarness(entry("matrix.window"), arguments(rows: 3), [slow, fast]).run()
        let windows = run.node.tape(MatrixWindow.self).events
        #expect(windows.map(\.header.sequence) == [30, 40, 50, 60, 70, 80])
        #expect(windows.allSatisfy { $0.rows == 3 && $0.columns == 2 })
        #expect(window(windows[0]) == [100, 1, 100, 2, 100, 3])
        #expect(window(windows[5]) == [400, 6, 700, 7, 700, 8])
        let rows = run.node.tape(FeatureRow.self).events
        #expect(
            rows.map(\.header) == windows.map(\.header) && rows.map { $0.values[1] } == [3, 4, 5, 6, 7, 8])
        #expect(run.node.instance.columns == ["slow.value", "fast.value"])
        #expect(run.node.report.value("windows") == 6)
    }

    @Test(arguments: ["zscore", "minmax", "robust"], ["frozen", "rolling"])
    func `scaling is that of scikit-learn and pandas`(normalise: String, fit: String) throws {
        let golden = goldenColumns("matrix/scaled.csv")
        let values = try #require(golden["x"])
        let expected = try #require(golden["\(normalise)_\(fit)"])
        let feed = Feed("inputs", values.enumerated().map { reading(Int64($0), $1) }, source: "x")
        let run = try NodeHarness(
            entry("matrix.window"), arguments(rows: 4, normalise, fit: fit), [feed]
        ).run()
        let windows = run.node.tape(MatrixWindow.self).events
        #expect(windows.count == values.count - 39 - 3)
        for (offset, event) in windows.enumerated() {
            let last = offset + 39 + 3
            for (index, value) in window(event).enumerated() {
                let wanted = expected[last - 3 + index]
                #expect(abs(value - wanted) <= 1e-9 * max(1, abs(wanted)), "row \(last - 3 + index)")
            }
        }
    }

    @Test func `clip is a limit, and what does not vary is 0`() throws {
        let golden = try #require(goldenColumns("matrix/scaled.csv")["x"])
        let moving = golden.enumerated().map { reading(Int64($0), $1) }
        let still = golden.indices.map { reading(Int64($0), 7) }
        let feeds = [
            Feed("inputs", still, source: "still", triggers: false), Feed("inputs", moving, source: "moving"),
        ]
        for normalise in ["zscore", "minmax", "robust"] {
            let run = try NodeHarness(
                entry("matrix.window"), arguments(rows: 1, normalise, fit: "frozen", clip: 1.5), feeds
            ).run()
            let rows = run.node.tape(FeatureRow.self).events
            #expect(rows.allSatisfy { $0.values[0] == 0 && abs($0.values[1]) <= 1.5 })
            #expect(rows.contains { $0.values[1] == 1.5 }, "the outlier is cut")
        }
    }

    @Test func `changing a later row changes no window before it`() throws {
        let golden = try #require(goldenColumns("matrix/scaled.csv")["x"])
        func windows(_ values: [Double]) throws -> [[Double]] {
            let feed = Feed("inputs", values.enumerated().map { reading(Int64($0), $1) }, source: "x")
            return try NodeHarness(entry("matrix.window"), arguments(rows: 5, "robust"), [feed]).run().node
                .tape(MatrixWindow.self).events.map(window)
        }
        let before = try windows(golden)
        for t in [50, 80, 120] {
            let after = try windows(golden.enumerated().map { $0 > t ? -3 * $1 + 11 : $1 })
            let kept = t - 43 + 1
            #expect(Array(after.prefix(kept)) == Array(before.prefix(kept)) && after[kept] != before[kept])
        }
    }

    @Test func `too many values are refused with what fits`() throws {
        let names = (0..<10).map { "c\($0)" }
        let feed = Feed("inputs", [FeatureRow](), columns: names)
        #expect(throws: Never.self) {
            _ = try DrivenNode(entry("matrix.window"), arguments(rows: 96), inputs: [feed.input])
        }
        let error = #expect(throws: OperatorError.self) {
            _ = try DrivenNode(entry("matrix.window"), arguments(rows: 97), inputs: [feed.input])
        }
        #expect(error?.argument == "rows" && error?.help == "at most 96 rows of 10 columns")
    }

    /// The three matrices of the specification, with the indicators' rows made by hand.
    @Test func `the three matrices of the system can be said`() throws {
        let half: Int64 = 30 * minute
        let places = (1...130).map { Int64($0) * half - 1 }
        func feed(_ source: String, _ columns: [String]) -> Feed {
            Feed(
                "inputs", places.map { place in featureRow(place, columns.indices.map { Double($0) + 1 }) },
                source: source, columns: columns, triggers: false)
        }
        let clock = Feed(
            "inputs",
            places.map { place in
                var made = bar(place / minute, high: 11, low: 9, close: 10)
                made.header = EventHeader(time: place + 1, sequence: place)
                return made
            }, source: "bars@30m")
        let regimes = [
            "normal", "bull", "bear", "high_volatility", "low_volatility", "trending", "mean_reverting",
        ].map { "regime_\($0)" }
        let feeds = [
            feed("mlmi", ["value", "ma", "raw", "signal"]), feed("nwrqk", ["value", "slope"]),
            feed("lvn", ["price", "strength", "distance", "skew"]), feed("mmd", ["score"] + regimes),
            feed("fvg", ["bullish_active", "bearish_active", "nearest_level", "age", "mitigation_signal"]),
            feed("stats", ["momentum_5", "volume_ratio", "volatility_30"]), clock,
        ]
        let fvg = ["bullish_active", "bearish_active", "nearest_level", "age", "mitigation_signal"]
        let matrices: [(rows: Int64, columns: [String])] = [
            (
                48,
                [
                    "mlmi.value", "mlmi.signal", "nwrqk.value", "nwrqk.slope", "lvn.distance", "lvn.strength",
                    "time.hour_sin", "time.hour_cos",
                ]
            ),
            (60, fvg.map { "fvg.\($0)" } + ["stats.momentum_5", "stats.volume_ratio"]),
            (96, regimes.map { "mmd.\($0)" } + ["mmd.score", "stats.volatility_30", "lvn.skew"]),
        ]
        for (rows, columns) in matrices {
            var arguments = arguments(rows: rows)
            arguments.append(("columns", Argument.list(columns.map { Argument.text($0) })))
            if rows == 48 {
                let percent = Argument.table([("nwrqk.value", Argument.text("bars@30m.close"))])
                arguments.append(("percent_from", percent))
            }
            let run = try NodeHarness(entry("matrix.window"), arguments, feeds).run()
            let windows = run.node.tape(MatrixWindow.self).events
            #expect(windows.count == places.count - Int(rows) + 1)
            #expect(windows[0].columns == Int64(columns.count) && run.node.instance.columns == columns)
            if rows == 48 { #expect(windows[0].values[2] == -90 && windows[0].values[3] == 2) }
        }
    }

    @Test(arguments: ["none", "zscore", "robust"])
    func `windows keep the laws of operators`(normalise: String) throws {
        var random = SplitMix64(seed: 12)
        let values = (0..<500).map { reading($0, Double.random(in: -1...1, using: &random)) }
        let other = (0..<500).map { reading($0, Double(Int.random(in: 0..<3, using: &random))) }
        let feeds = [
            Feed("inputs", values, source: "a", triggers: false), Feed("inputs", other, source: "b"),
        ]
        #expect(try checkOperator(entry("matrix.window"), arguments(rows: 6, normalise), feeds) == [])
    }
}
