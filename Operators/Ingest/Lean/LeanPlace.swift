import Archives
import OperatorKit

/// What a file of Lean's is: from its path where that has Lean's layout, else from the arguments.
///
/// `equity/usa/tick/spy/20131007_trade.zip`, `equity/usa/daily/spy.zip`, `future/cme/hour/es_quote.zip`: asset
/// class, market, resolution, and the kind in the file's or the member's name.
struct LeanPlace: Equatable {
    let asset: LeanSettings.Asset
    let market: String
    let resolution: LeanSettings.Resolution
    let kind: LeanSettings.Kind

    init(_ file: FeedFile, _ settings: LeanSettings) throws(OperatorError) {
        try self.init(path: file.archive.path, member: file.archive.member, settings)
    }

    init(path: String, member: String?, _ settings: LeanSettings) throws(OperatorError) {
        let folders = path.lowercased().split(separator: "/").map(String.init)
        let found = Self.layout(folders)
        let name = found?.asset ?? .auto
        asset = settings.asset == .auto ? name : settings.asset
        market = found?.market ?? ""
        resolution = settings.resolution == .auto ? found?.resolution ?? .auto : settings.resolution
        if asset == .auto {
            throw OperatorError(
                "can't tell the asset class of '\(path)'", argument: "asset",
                help:
                    "its path isn't Lean's, as equity/usa/tick/spy/20131007_trade.zip; set asset, resolution and kind"
            )
        }
        if resolution == .auto {
            throw OperatorError("can't tell the resolution of '\(path)'", argument: "resolution")
        }
        let names = [folders.last ?? "", member?.lowercased() ?? ""]
        kind =
            settings.kind == .auto ? Self.kind(names) ?? Self.usualKind(asset, resolution) : settings.kind
        if kind == .auto {
            throw OperatorError("can't tell whether '\(path)' holds trades or quotes", argument: "kind")
        }
        if kind == .trade && (asset == .forex || asset == .cfd) {
            throw OperatorError(
                "Lean has no trades of \(asset.rawValue)", argument: "kind", help: "kind: quote")
        }
    }

    private static func layout(
        _ folders: [String]
    ) -> (asset: LeanSettings.Asset, market: String, resolution: LeanSettings.Resolution)? {
        for index in folders.indices.reversed() where index + 3 < folders.count {
            guard let asset = LeanSettings.Asset(rawValue: folders[index]), asset != .auto,
                let resolution = LeanSettings.Resolution(rawValue: folders[index + 2]), resolution != .auto
            else { continue }
            return (asset, folders[index + 1], resolution)
        }
        return nil
    }

    private static func kind(_ names: [String]) -> LeanSettings.Kind? {
        for name in names {
            for word in name.split(whereSeparator: { "_.".contains($0) }) {
                if let kind = LeanSettings.Kind(rawValue: String(word)), kind != .auto { return kind }
            }
        }
        return nil
    }

    /// What bars are whose name says nothing.
    private static func usualKind(
        _ asset: LeanSettings.Asset, _ resolution: LeanSettings.Resolution
    ) -> LeanSettings.Kind {
        if asset == .forex || asset == .cfd { return .quote }
        return asset == .equity && resolution != .tick ? .trade : .auto
    }

    /// The zone of its times.
    var zoneName: String? {
        switch asset {
        case .equity: market == "usa" ? "America/New_York" : nil
        // FXCM's day is New York's without summer time.
        case .forex, .cfd: market == "fxcm" ? "Etc/GMT+5" : market == "oanda" ? "UTC" : nil
        default: "UTC"
        }
    }

    /// Length of a bar; 0 for ticks.
    var barLength: Int64 {
        switch resolution {
        case .auto, .tick: 0
        case .second: 1_000_000_000
        case .minute: 60_000_000_000
        case .hour: 3_600_000_000_000
        case .daily: 86_400_000_000_000
        }
    }

    /// Whether times are dates and hours, rather than milliseconds of the file's day.
    var hasDates: Bool { resolution == .hour || resolution == .daily }

    /// How its rows lie.
    ///
    /// - Parameter hasExchange: whether the exchange of a tick of quotes is of use.
    func rows(hasExchange: Bool) -> RowParser.Layout {
        let exchange = hasExchange ? ColumnRole.exchange : .skip
        let scale = asset == .equity ? 5 : 9
        let roles: [ColumnRole] =
            switch (kind, resolution) {
            case (.trade, .tick):
                asset == .crypto || asset == .cryptofuture
                    ? [.time, .price, .size] : [.time, .price, .size, .skip, .skip, .flag]
            case (.trade, _): [.time, .open, .high, .low, .close, .volume]
            case (.quote, .tick):
                switch asset {
                case .forex, .cfd: [.time, .bid, .ask]
                case .equity: [.time, .bid, .bidSize, .ask, .askSize, exchange, .skip, .flag]
                case .future: [.time, .bid, .bidSize, .ask, .askSize, exchange, .flag]
                default: [.time, .bid, .bidSize, .ask, .askSize]
                }
            case (.quote, _):
                [.time, .open, .high, .low, .close, .bidSize] + ColumnRole.askPrices + [.askSize]
            default: [.skip]
            }
        return RowParser.Layout(roles: roles, priceExponent: scale, allowsEmpty: kind == .quote)
    }

    /// Whether rows tell one side of the market's best quote each.
    var isOneSided: Bool { kind == .quote && resolution == .tick && (asset == .equity || asset == .future) }
}
