import MarketModel
import OperatorKit
import OperatorSupport
import TestSupport

/// A parser with a small good file, for the suite of bad input: one line here puts a format into all its tests.
struct InputFormat: Sendable, CustomStringConvertible {
    /// How a file falls into records and fields.
    enum Shape: Sendable { case rows, json, fix, binary }

    /// Its name here, and that of its folder of corpus files.
    let name: String
    /// The operator.
    let op: String
    let shape: Shape
    /// The file's name: some formats read a date or a kind in it.
    var file = "data.txt"
    /// Text arguments.
    var texts: [String: String] = [:]
    /// Lines before the first record.
    var headers = 0
    /// A record gives one event or is counted.
    var isOneToOne = false
    /// Whether times without a zone are in `zone`.
    var hasZone = false
    /// The good file, made when it is needed.
    let seed: @Sendable () -> [UInt8]

    var description: String { name }

    var arguments: Arguments {
        texts.sorted { $0.key < $1.key }.map { ($0.key, Argument.text($0.value)) }
            + (op == "ingest.csv" && name.hasSuffix("bars") ? [("bar", Argument.integer(minute))] : [])
    }

    private static func rows(_ header: String, _ count: Int = 5, _ row: (Int) -> String) -> [UInt8] {
        Array((header + (0..<count).map { row($0) + "\n" }.joined()).utf8)
    }

    private static func made(
        _ name: String, _ asset: String, _ kind: String, _ resolution: String = "tick",
        nbbo: String = "market", _ row: @escaping @Sendable (Int) -> String
    ) -> InputFormat {
        InputFormat(
            name: name, op: "ingest.lean", shape: .rows, file: "20131007_\(kind).csv",
            texts: [
                "asset": asset, "resolution": resolution, "kind": kind, "zone": "America/New_York",
                "nbbo": nbbo,
            ], isOneToOne: resolution == "tick" || kind == "trade", hasZone: true
        ) { rows("", 5, row) }
    }

    static let csv = [
        InputFormat(
            name: "csv-trades", op: "ingest.csv", shape: .rows, headers: 1, isOneToOne: true
        ) { rows("ts_s,price,size,side\n") { "\(1_735_828_200 + $0),\(100 + $0).25,3,B" } },
        InputFormat(
            name: "csv-quotes", op: "ingest.csv", shape: .rows, texts: ["zone": "America/New_York"],
            headers: 1,
            isOneToOne: true, hasZone: true
        ) {
            rows("time,bid,ask,bid_size,ask_size\n") {
                "2013-10-07T09:30:0\($0),\(100 + $0).25,\(101 + $0).5,3,4"
            }
        },
        InputFormat(
            name: "csv-bars", op: "ingest.csv", shape: .rows, texts: ["zone": "America/New_York"], headers: 1,
            isOneToOne: true, hasZone: true
        ) {
            rows("time,open,high,low,close,volume\n") { "2013-10-07 09:3\($0),100,10\($0 + 1),99,100.5,42" }
        },
    ]

    static let lean = [
        made("lean-trades", "equity", "trade") { "\(34_200_000 + $0),1000\($0)00,300,Q,@,0" },
        made("lean-quotes", "equity", "quote") {
            $0 % 2 == 0
                ? "\(34_200_000 + $0),1000\($0)00,300,0,0,Q,1,0"
                : "\(34_200_000 + $0),0,0,1001\($0)00,300,P,1,0"
        },
        made("lean-exchanges", "equity", "quote", nbbo: "exchange") {
            $0 % 2 == 0
                ? "\(34_200_000 + $0),1000\($0)00,300,0,0,Q,1,0"
                : "\(34_200_000 + $0),0,0,1001\($0)00,300,P,1,0"
        },
        made("lean-forex", "forex", "quote") { "\(34_200_000 + $0).25,1.100\($0),1.1011" },
        made("lean-bars", "equity", "trade", "minute") {
            "\(34_200_000 + 60_000 * $0),1000000,1010000,990000,1005000,4\($0)"
        },
        made("lean-quote-bars", "equity", "quote", "minute") {
            "\(34_200_000 + 60_000 * $0),1000000,1010000,990000,1005000,4,1000100,1010100,990100,1005100,\($0)"
        },
        made("lean-dates", "crypto", "trade", "hour") { "20131007 0\($0):00,100,101,99,100.5,4\($0)" },
    ]

    static let recordings = RecordingTests.seeds.map { seed in
        InputFormat(
            name: String(seed.name.dropFirst("ingest.".count)), op: seed.name, shape: .json,
            texts: ["symbol": seed.name == "ingest.coinbase" ? "A-B" : "A"]
        ) { Array(seed.text.utf8) }
    }

    static let messages = ["levels", "top", "orders"].map { book in
        InputFormat(
            name: "fix-\(book)", op: "ingest.fix", shape: .fix,
            texts: ["book": book, "symbol": "EUR/USD", "integrity": book == "top" ? "strict" : "tolerate"]
        ) { Array((try? contents(testFile("fix/market.log")).prefix(2200)) ?? []) }
    }

    static let databento = ["all.v1.dbn", "all.v3.dbn.zst"].map { file in
        InputFormat(name: "dbn-\(file.prefix(6).suffix(2))", op: "ingest.databento", shape: .binary) {
            (try? contents(testFile("databento/\(file)"))) ?? []
        }
    }

    static let alternative: [InputFormat] = [
        alternative("news-jsonl", "news", .json) {
            rows("") {
                #"{"known_at":"2024-01-02T00:0\#($0):03Z","name":"OIL","score":0.5,"relevance":0.\#($0)}"#
            }
        },
        alternative("news-csv", "news", .rows) {
            rows("known_at,about,score,relevance\n") { "2024-01-02T00:0\($0):03,2024-01-01,-0.5,0.\($0)" }
        },
        alternative("economic", "economic", .rows) {
            rows("release_time,reference_date,event,actual,forecast,previous\n") {
                "2024-01-01 12:0\($0),2023-12-01,PMI,4\($0),47.1,46.7"
            }
        },
        alternative("dividends", "dividends", .rows) {
            rows("known_at,ex_date,amount\n") { "2024-01-01 12:0\($0),2024-02-0\($0 + 1),0.\($0)" }
        },
        alternative("rates", "rates", .json) {
            rows("") { #"{"known_at":170429580\#($0),"about":"2024-01-02","rate":5.\#($0)}"# }
        },
        alternative("volatility", "volatility", .rows) {
            rows("known_at,strike,expiry,right,iv,underlying\n", 9) {
                "2024-01-0\($0 / 3 + 1)T15:30:00,9\($0),2024-0\($0 / 3 + 4)-01,\($0 % 2 == 0 ? "C" : "P"),0.2\($0),94"
            }
        },
    ]

    private static func alternative(
        _ name: String, _ op: String, _ shape: Shape, _ seed: @escaping @Sendable () -> [UInt8]
    ) -> InputFormat {
        InputFormat(
            name: name, op: "ingest.\(op)", shape: shape,
            texts: shape == .rows ? ["zone": "America/New_York"] : [:],
            headers: shape == .rows ? 1 : 0, isOneToOne: !["news", "volatility"].contains(op),
            hasZone: shape == .rows,
            seed: seed)
    }

    static let all = csv + lean + recordings + messages + databento + alternative
}
