/// What a DBN record is, by the second byte of its header.
enum RecordKind: UInt8, CaseIterable {
    case trade = 0x00
    case mbp1 = 0x01
    case mbp10 = 0x0A
    case oldBar = 0x11
    case status = 0x12
    case definition = 0x13
    case imbalance = 0x14
    case error = 0x15
    case symbolMapping = 0x16
    case system = 0x17
    case statistics = 0x18
    case barSecond = 0x20
    case barMinute = 0x21
    case barHour = 0x22
    case barDay = 0x23
    case barEndOfDay = 0x24
    case mbo = 0xA0
    case cmbp1 = 0xB1
    case cbboSecond = 0xC0
    case cbboMinute = 0xC1
    case tcbbo = 0xC2
    case bboSecond = 0xC3
    case bboMinute = 0xC4

    /// As Databento calls it; also in the report.
    var name: String {
        switch self {
        case .trade: "trade"
        case .mbp1: "mbp_1"
        case .mbp10: "mbp_10"
        case .oldBar: "ohlcv_deprecated"
        case .status: "status"
        case .definition: "definition"
        case .imbalance: "imbalance"
        case .error: "error"
        case .symbolMapping: "symbol_mapping"
        case .system: "system"
        case .statistics: "statistics"
        case .barSecond: "ohlcv_1s"
        case .barMinute: "ohlcv_1m"
        case .barHour: "ohlcv_1h"
        case .barDay: "ohlcv_1d"
        case .barEndOfDay: "ohlcv_eod"
        case .mbo: "mbo"
        case .cmbp1: "cmbp_1"
        case .cbboSecond: "cbbo_1s"
        case .cbboMinute: "cbbo_1m"
        case .tcbbo: "tcbbo"
        case .bboSecond: "bbo_1s"
        case .bboMinute: "bbo_1m"
        }
    }

    /// Length of a bar's bucket in ns.
    var interval: Int64? {
        switch self {
        case .barSecond: 1_000_000_000
        case .barMinute: 60_000_000_000
        case .barHour: 3_600_000_000_000
        case .barDay, .barEndOfDay: 86_400_000_000_000
        default: nil
        }
    }
}
