import MarketModel
import OperatorKit
import Statistics

/// Brings the columns of rows to one scale, by what was known when each row came.
struct ColumnScaler {
    /// What is subtracted and what is divided by.
    enum Scale: String, CaseIterable, Sendable { case none, zscore, minmax, robust }
    /// By which rows.
    enum Fit: String, CaseIterable, Sendable { case rolling, frozen }

    private let scale: Scale
    private let fit: Fit
    private let length: Int
    private let clip: Double
    private var moments: [RollingMoments] = []
    private var sorted: [SortedWindow] = []
    private var centres: [Double]
    private var widths: [Double]
    private var count = 0

    /// For rows of `columns` columns; `length` rows make the fit; `clip` 0 is no limit.
    init(_ scale: Scale, _ fit: Fit, length: Int, clip: Double, columns: Int) {
        self.scale = scale
        self.fit = fit
        self.length = length
        self.clip = clip
        centres = [Double](repeating: 0, count: columns)
        widths = [Double](repeating: 1, count: columns)
        // One by one: copies would share their arrays until the first row, and then allocate.
        for _ in 0..<columns {
            switch scale {
            case .none: break
            case .zscore: moments.append(RollingMoments(length))
            case .minmax, .robust: sorted.append(SortedWindow(length))
            }
        }
    }

    /// Takes a row and scales it; false while there are too few rows for that.
    mutating func apply(to row: inout FeatureRow) -> Bool {
        if scale != .none {
            learn(from: row)
            guard count >= length else { return false }
        }
        for column in centres.indices {
            let width = widths[column]
            var value = width > 0 ? (row.values[column] - centres[column]) / width : 0
            if clip > 0 { value = min(max(value, -clip), clip) }
            row.values[column] = value
        }
        return true
    }

    private mutating func learn(from row: FeatureRow) {
        if fit == .frozen, count == length { return }
        count = min(count + 1, length)
        for column in centres.indices {
            let value = row.values[column]
            switch scale {
            case .none: break
            case .zscore:
                let all = moments[column].add(value)
                centres[column] = all.mean
                widths[column] = all.deviation
            case .minmax:
                sorted[column].add(value)
                centres[column] = sorted[column].quantile(0)
                widths[column] = sorted[column].quantile(1) - centres[column]
            case .robust:
                sorted[column].add(value)
                centres[column] = sorted[column].quantile(0.5)
                widths[column] = sorted[column].quantile(0.75) - sorted[column].quantile(0.25)
            }
        }
    }
}
