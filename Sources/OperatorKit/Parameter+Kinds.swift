extension Parameter {
    /// A whole number.
    public static func integer(
        _ name: String, _ path: any WritableKeyPath<Settings, Int> & Sendable, in range: ClosedRange<Int64>,
        _ doc: String, unit: String = "", required: Bool = false
    ) -> Parameter {
        Parameter(
            name, path, .integer(range), doc, unit: unit, required: required, show: { "\($0)" },
            convert: { value in
                if case .integer(let number) = value.kind { Int(number) } else { nil }
            })
    }

    /// A number.
    public static func real(
        _ name: String, _ path: any WritableKeyPath<Settings, Double> & Sendable,
        in range: ClosedRange<Double>,
        _ doc: String, unit: String = "", required: Bool = false
    ) -> Parameter {
        Parameter(
            name, path, .real(range), doc, unit: unit, required: required, show: { "\($0)" },
            convert: { $0.number })
    }

    /// A duration, `5m`; nanoseconds in the settings.
    public static func duration(
        _ name: String, _ path: any WritableKeyPath<Settings, Int64> & Sendable, in range: ClosedRange<Int64>,
        _ doc: String, required: Bool = false
    ) -> Parameter {
        Parameter(
            name, path, .duration(range), doc, unit: "duration", required: required,
            show: { durationText($0) },
            convert: { value in
                if case .integer(let number) = value.kind { number } else { nil }
            })
    }

    /// Yes or no.
    public static func flag(
        _ name: String, _ path: any WritableKeyPath<Settings, Bool> & Sendable, _ doc: String
    ) -> Parameter {
        Parameter(
            name, path, .flag, doc, unit: "", required: false, show: { "\($0)" },
            convert: { value in
                if case .flag(let flag) = value.kind { flag } else { nil }
            })
    }

    /// Any text.
    public static func text(
        _ name: String, _ path: any WritableKeyPath<Settings, String> & Sendable, _ doc: String,
        required: Bool = false
    ) -> Parameter {
        Parameter(
            name, path, .text, doc, unit: "", required: required, show: { $0 }, convert: { $0.text })
    }

    /// A file's path.
    public static func path(
        _ name: String, _ path: any WritableKeyPath<Settings, String> & Sendable, _ doc: String,
        required: Bool = false
    ) -> Parameter {
        Parameter(
            name, path, .path, doc, unit: "", required: required, show: { $0 }, convert: { $0.text })
    }

    /// One of the cases of an enumeration of strings.
    public static func choice<Choice: RawRepresentable & CaseIterable & Sendable>(
        _ name: String, _ path: any WritableKeyPath<Settings, Choice> & Sendable, _ doc: String,
        required: Bool = false
    ) -> Parameter where Choice.RawValue == String {
        Parameter(
            name, path, .choice(Choice.allCases.map(\.rawValue)), doc, unit: "", required: required,
            show: { $0.rawValue }, convert: { $0.text.flatMap(Choice.init(rawValue:)) })
    }

    /// A text or a list of texts.
    public static func texts(
        _ name: String, _ path: any WritableKeyPath<Settings, [String]> & Sendable, _ doc: String,
        required: Bool = false
    ) -> Parameter {
        list(name, path, .texts, doc, required: required)
    }

    /// A file's path or a list of them.
    public static func paths(
        _ name: String, _ path: any WritableKeyPath<Settings, [String]> & Sendable, _ doc: String,
        required: Bool = false
    ) -> Parameter {
        list(name, path, .paths, doc, required: required)
    }

    private static func list(
        _ name: String, _ path: any WritableKeyPath<Settings, [String]> & Sendable, _ kind: ParameterKind,
        _ doc: String, required: Bool
    ) -> Parameter {
        Parameter(
            name, path, kind, doc, unit: "", required: required,
            show: { $0.joined(separator: ", ") },
            convert: { value in
                if case .list(let items) = value.kind {
                    items.compactMap(\.text)
                } else {
                    value.text.map { [$0] }
                }
            })
    }

    /// Names to scalars, in file order.
    public static func table(
        _ name: String,
        _ path: any WritableKeyPath<Settings, [(key: String, value: ArgumentValue)]> & Sendable,
        _ doc: String, required: Bool = false
    ) -> Parameter {
        Parameter(
            name, path, .table, doc, unit: "", required: required, show: { _ in "" },
            convert: { value in
                if case .table(let entries) = value.kind { entries } else { nil }
            })
    }

    /// Any YAML, for the operator to read.
    public static func tree(
        _ name: String, _ path: any WritableKeyPath<Settings, ArgumentValue?> & Sendable, _ doc: String,
        required: Bool = false
    ) -> Parameter {
        Parameter(
            name, path, .tree, doc, unit: "", required: required, show: { _ in "" }, convert: { $0 })
    }

    /// The content of a YAML file, for the operator to read.
    public static func treeFile(
        _ name: String, _ path: any WritableKeyPath<Settings, ArgumentValue?> & Sendable, _ doc: String,
        required: Bool = false
    ) -> Parameter {
        Parameter(
            name, path, .treeFile, doc, unit: "", required: required, show: { _ in "" }, convert: { $0 })
    }
}

/// Nanoseconds as the largest unit that gives a whole number, as `5m`, `250ms`.
public func durationText(_ nanoseconds: Int64) -> String {
    guard nanoseconds != 0 else { return "0s" }
    let units: [(Int64, String)] = [
        (86_400_000_000_000, "d"), (3_600_000_000_000, "h"), (60_000_000_000, "m"), (1_000_000_000, "s"),
        (1_000_000, "ms"), (1_000, "us"),
    ]
    for (size, name) in units where nanoseconds % size == 0 { return "\(nanoseconds / size)\(name)" }
    return "\(nanoseconds)ns"
}

/// Nanoseconds of a whole number with a unit, as `5m`, `250ms`; nil where it is none.
public func durationNanoseconds(_ text: String) -> Int64? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let units: [(String, Int64)] = [
        ("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000),
        ("h", 3_600_000_000_000), ("d", 86_400_000_000_000),
    ]
    guard let number = Int64(digits),
        let unit = units.first(where: { $0.0 == text.dropFirst(digits.count) })
    else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: unit.1)
    return overflow ? nil : product
}
