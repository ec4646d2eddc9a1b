extension ContinuousSettings {
    /// What both operators do.
    static let details = """
        One contract is current at a time; its trades come out twice: `mapped` as they were (orders meet \
        these), `adjusted` with the gaps of the rolls taken out (signals read these). Trades of other \
        contracts only tell their last price and volume. What is said here of trades holds for bars with their \
        close for the price and their place, the last instant that they include, for the time.

        When. The turn passes at the start of a trading day of `calendar` (CMES: 18:00 New York the evening \
        before), on what was known by then, to a later contract and never back:
        calendar: after the day that is `days` trading days before the contract's expiry; 0 holds it through \
        its last day.
        volume: after a session in which a later contract traded more than the current one; of several the \
        one that traded most, of equal ones the first. At its expiry, if given, a contract gives way in any \
        case.
        map: after the day that Lean's map file gives for the contract that expires on that day, by the rule \
        `mapping`.

        The roll takes place with the first trade of any contract on that day; if the new one has never \
        traded, with its first trade, and until then the old one goes on. The first contract whose turn has \
        not passed when the data begin is current without a roll; the last one stays to the end.

        Forward, with o and n the last prices of the old and the new contract before the roll (n is the \
        first price if it never traded): difference: adjusted = price + Σ (o − n), exact to 1e-9; ratio: \
        adjusted = price · Π (o / n), rounded to 1e-9. So at a roll the adjusted price moves by what the new \
        contract itself moved, differences (or returns) within a contract are those of its trades, and the \
        first contract's prices are unchanged. Nothing needs the future. A ratio of prices that are not \
        positive does not exist: that gap stays, and is counted.

        Backward, by Lean's factor file: adjusted = price + BackwardsPanamaCanalScale, or price · \
        BackwardsRatioScale, of the contract's turn (depth 0). Today's prices are unchanged and the past is \
        moved: levels then depend on later rolls, differences and returns do not. A stream cannot do this by \
        itself, as the past has been sent by the time that the gap is known.

        rolls: one row per roll with the columns old and new (numbers of the inputs from 0), old_price and \
        new_price (o and n), gap (n − o), age (seconds by which the trade of n is later than that of o: \
        large ones mean a stale price), and shift (price) and factor in force from then on.

        Source: the methods as in QuantConnect's Lean (data mapping and normalization modes) and Masteika, \
        Rutkauskas and Alexander, Continuous futures data series for back testing (2012).
        """
}
