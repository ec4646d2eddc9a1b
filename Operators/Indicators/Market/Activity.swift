import MarketModel

extension Bar {
    /// How much happened in the bar: its volume, or the number of its ticks where there is no volume (FX).
    var activity: Double { volume > 0 ? volume : Double(tickCount) }
}
