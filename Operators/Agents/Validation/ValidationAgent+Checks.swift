import MarketModel
import OperatorKit

/// The rules, one event at a time.
extension ValidationAgent {
    /// An input that has not spoken yet is silent since the first event of all.
    mutating func checkSilence(_ index: Int, _ header: EventHeader) {
        if newest == .min { for input in inputs.indices { inputs[input].lastTime = header.time } }
        if header.time > nextSilence {
            var earliest = Int64.max
            for input in inputs.indices where inputs[input].gap > 0 {
                let (last, gap) = (inputs[input].lastTime ?? header.time, inputs[input].gap)
                if header.time - last > gap, !inputs[input].isSilent {
                    inputs[input].isSilent = true
                    raise(
                        .gap, input, header, value: Double(header.time - last) / 1e9, limit: Double(gap) / 1e9
                    )
                }
                if !inputs[input].isSilent { earliest = min(earliest, last + gap) }
            }
            nextSilence = earliest
        }
        if inputs[index].isSilent {
            inputs[index].isSilent = false
            nextSilence = min(nextSilence, header.time + inputs[index].gap)
        }
        inputs[index].lastTime = header.time
    }

    mutating func checkClock(_ index: Int, _ header: EventHeader) {
        newest = max(newest, header.time)
        guard settings.skew > 0 else { return }
        // What is sent at the end of all stands behind everything, whatever its time.
        let ahead = header.sequence >= .max - 1 ? 0 : abs(header.sequence - header.time)
        let distance = max(ahead, newest - header.time)
        guard distance > settings.skew else { return inputs[index].isSkewed = false }
        guard !inputs[index].isSkewed else { return }
        inputs[index].isSkewed = true
        raise(.clock, index, header, value: Double(distance) / 1e9, limit: Double(settings.skew) / 1e9)
    }

    mutating func checkFields(_ index: Int, _ batch: EventBatch, _ event: Int, _ header: EventHeader) {
        for field in inputs[index].fields where !batch.value(event, field: field).isFinite {
            return raise(.notFinite, index, header, value: Double(field), limit: Double(field))
        }
    }

    mutating func checkBar(_ index: Int, _ bar: Bar) {
        guard let law = inputs[index].bars.take(bar) else { return }
        raise(.bar, index, bar.header, value: Double(law.rawValue), limit: Double(law.rawValue))
    }

    mutating func checkShape(_ index: Int, _ batch: EventBatch, _ event: Int, _ header: EventHeader) {
        switch inputs[index].kind {
        case .rows: checkWidth(index, batch.event(event, as: FeatureRow.self).count, header)
        case .windows:
            let window = batch.event(event, as: MatrixWindow.self)
            let count = window.rows &* window.columns
            checkWidth(index, count, header)
            for place in 0..<Int(min(max(count, 0), Int64(MatrixWindow.capacity)))
            where !window.values[place].isFinite {
                return raise(.notFinite, index, header, value: Double(place), limit: Double(place))
            }
        case .bars, .others: break
        }
    }

    private mutating func checkWidth(_ index: Int, _ count: Int64, _ header: EventHeader) {
        guard inputs[index].misshapen(count) else { return }
        raise(
            .schema, index, header, value: Double(count), limit: Double(inputs[index].width ?? count))
    }

    mutating func checkTouch(_ index: Int, _ batch: EventBatch, _ event: Int, _ header: EventHeader) {
        guard let touch = inputs[index].touch else { return }
        let bid = batch.value(event, field: touch.bid)
        let ask = batch.value(event, field: touch.ask)
        // 0 is a side that isn't there.
        guard bid > ask, ask != 0, bid != 0 else { return inputs[index].isCrossed = false }
        guard !inputs[index].isCrossed else { return }
        inputs[index].isCrossed = true
        raise(.crossed, index, header, value: bid, limit: ask)
    }

    mutating func checkPairs(_ index: Int, _ batch: EventBatch, _ event: Int, _ header: EventHeader) {
        for pair in pairs.indices {
            if pairs[pair].quotes == index, let touch = inputs[index].touch {
                pairs[pair].quote(
                    bid: batch.value(event, field: touch.bid), ask: batch.value(event, field: touch.ask))
            } else if pairs[pair].trades == index,
                let share = pairs[pair].take(batch.value(event, field: inputs[index].price))
            {
                raise(.through, index, header, value: share, limit: settings.throughShare)
            }
        }
    }

    mutating func checkWatched(
        _ index: Int, _ batch: EventBatch, _ event: Int, _ header: EventHeader
    ) {
        for watch in inputs[index].watched.indices {
            let value = batch.value(event, field: inputs[index].watched[watch].field)
            guard value.isFinite else { continue }
            let jump = inputs[index].watched[watch].jump(to: value, at: header.time, factor: settings.spike)
            if let jump { raise(.spike, index, header, value: jump.size, limit: jump.limit) }
            if let time = inputs[index].watched[watch].stale(at: header.time, limit: settings.stale) {
                raise(
                    .stale, index, header, value: Double(time) / 1e9, limit: Double(settings.stale) / 1e9)
            }
        }
    }

    mutating func checkDrift(_ index: Int, _ batch: EventBatch, _ event: Int, _ header: EventHeader) {
        let (warning, critical) = (settings.driftWarning, settings.driftCritical)
        for drift in drifts.indices where drifts[drift].input == index {
            let value = batch.value(event, field: drifts[drift].field)
            guard value.isFinite,
                let level = drifts[drift].take(value, warning: warning, critical: critical)
            else { continue }
            raise(
                .drift, index, header, value: drifts[drift].index ?? 0,
                limit: level == 2 ? critical : warning, severity: level == 2 ? .critical : .warning)
        }
    }
}
