extension BinanceFields {
    /// Reads a best bid and ask or a trade of a combined stream in the spelling that Binance uses today.
    ///
    /// A short cut: false, with nothing kept and the cursor where it was, for every other spelling, which `read` is for.
    /// Where it answers, `read` and `finish` would find the same.
    mutating func readUsual(_ bytes: borrowing Span<UInt8>, _ json: inout JSONCursor) -> Bool {
        let start = json.at
        do {
            if try readPrefix(bytes, &json), json.at == json.end { return true }
        } catch {
            // The general reader says what is wrong.
        }
        json.at = start
        json.roundedCount = 0
        self = BinanceFields()
        return false
    }

    private mutating func readPrefix(
        _ bytes: borrowing Span<UInt8>, _ json: inout JSONCursor
    ) throws(JSONFault) -> Bool {
        guard json.passes("{\"stream\":", bytes) else { return false }
        stream = try json.string(bytes)
        isWrapped = true
        if json.passes(",\"data\":{\"e\":\"bookTicker\",\"u\":", bytes) {
            return try readTicker(bytes, &json)
        }
        if json.passes(",\"data\":{\"e\":\"trade\",\"E\":", bytes) { return try readTrade(bytes, &json) }
        return false
    }

    private mutating func readTicker(
        _ bytes: borrowing Span<UInt8>, _ json: inout JSONCursor
    ) throws(JSONFault) -> Bool {
        kind = .ticker
        lastID = try json.integer(bytes)
        guard json.passes(",\"s\":", bytes) else { return false }
        symbol = try json.string(bytes)
        // Without the quote it could be something else than a price.
        guard json.passes(",\"b\":\"", bytes) else { return false }
        json.at &-= 1
        bid = try json.price(bytes)
        guard json.passes(",\"B\":", bytes) else { return false }
        bidSize = try json.quantity(bytes)
        guard json.passes(",\"a\":\"", bytes) else { return false }
        json.at &-= 1
        ask = try json.price(bytes)
        guard json.passes(",\"A\":", bytes) else { return false }
        askSize = try json.quantity(bytes)
        guard json.passes(",\"T\":", bytes) else { return false }
        tradeTime = try json.integer(bytes)
        guard json.passes(",\"E\":", bytes) else { return false }
        eventTime = try json.integer(bytes)
        return json.passes("}}", bytes)
    }

    private mutating func readTrade(
        _ bytes: borrowing Span<UInt8>, _ json: inout JSONCursor
    ) throws(JSONFault) -> Bool {
        kind = .trade
        eventTime = try json.integer(bytes)
        guard json.passes(",\"T\":", bytes) else { return false }
        tradeTime = try json.integer(bytes)
        guard json.passes(",\"s\":", bytes) else { return false }
        symbol = try json.string(bytes)
        guard json.passes(",\"t\":", bytes) else { return false }
        _ = try json.integer(bytes)
        guard json.passes(",\"p\":", bytes) else { return false }
        price = try json.price(bytes)
        guard json.passes(",\"q\":", bytes) else { return false }
        quantity = try json.quantity(bytes)
        guard json.passes(",\"X\":\"MARKET\",\"m\":", bytes) else { return false }
        isBuyerMaker = json.passes("true", bytes)
        guard isBuyerMaker == true || json.passes("false", bytes) else { return false }
        return json.passes("}}", bytes)
    }
}
