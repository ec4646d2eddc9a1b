import OperatorKit
import PipelineFormat

/// Converts one argument by its parameter's kind.
struct ArgumentConverter {
    let parameter: ParameterManual
    let files: FileFinder
    var origins: ArgumentOrigins
    var diagnostics = Diagnostics()

    init(
        parameter: ParameterManual, files: FileFinder,
        origins: ArgumentOrigins
    ) {
        self.parameter = parameter
        self.files = files
        self.origins = origins
    }

    /// The checked value; nil, reported, when it does not fit.
    mutating func convert(_ value: YAMLValue) -> ArgumentValue? {
        switch parameter.kind {
        case .integer(let range): integer(value, range)
        case .real(let range): real(value, range)
        case .duration(let range): duration(value, range)
        case .flag: flag(value)
        case .text: scalarText(value).map { located(.text($0), value) }
        case .path: scalarText(value).map { located(.text(files.path($0)), value) }
        case .choice(let words): choice(value, words)
        case .texts: texts(value) { text, _ in text }
        case .paths: texts(value) { text, files in files.path(text) }
        case .table: table(value)
        case .tree: tree(value)
        case .treeFile: treeFile(value)
        }
    }

    private mutating func integer(_ value: YAMLValue, _ range: ClosedRange<Int64>) -> ArgumentValue? {
        var number: Int64?
        if case .integer(let plain) = value.kind { number = plain }
        if case .string(let text) = value.kind {
            number = Units.count(text) ?? (parameter.unit == "bytes" ? Units.bytes(text) : nil)
        }
        guard let number else { return wrongKind(value, "a whole number") }
        guard range.contains(number) else {
            return outOfRange(value, bounds(range, .min, .max) { "\($0)" })
        }
        return ArgumentValue(.integer(number), source: value.text, origin: origins.add(value.origin))
    }

    private mutating func real(_ value: YAMLValue, _ range: ClosedRange<Double>) -> ArgumentValue? {
        let number: Double? =
            switch value.kind {
            case .integer(let plain): Double(plain)
            case .real(let plain): plain
            case .string(let text): Units.percentage(text) ?? Units.count(text).map(Double.init)
            default: nil
            }
        guard let number else { return wrongKind(value, "a number") }
        guard range.contains(number), number.isFinite else {
            return outOfRange(
                value, bounds(range, -.greatestFiniteMagnitude, .greatestFiniteMagnitude) { "\($0)" })
        }
        return located(.real(number), value)
    }

    private mutating func duration(_ value: YAMLValue, _ range: ClosedRange<Int64>) -> ArgumentValue? {
        guard case .string(let text) = value.kind else {
            return wrongKind(value, "a duration", help: Units.durationHelp)
        }
        let isNegative = text.hasPrefix("-")
        guard let size = Units.nanoseconds(isNegative ? String(text.dropFirst()) : text) else {
            return wrongKind(value, "a duration", help: Units.durationHelp)
        }
        let number = isNegative ? -size : size
        guard range.contains(number) else {
            return outOfRange(value, bounds(range, .min, .max, durationText))
        }
        return located(.integer(number), value)
    }

    private mutating func flag(_ value: YAMLValue) -> ArgumentValue? {
        guard case .bool(let flag) = value.kind else {
            return wrongKind(value, "yes or no", help: "write true or false")
        }
        return located(.flag(flag), value)
    }

    private mutating func choice(_ value: YAMLValue, _ words: [String]) -> ArgumentValue? {
        guard let text = scalarText(value) else { return nil }
        guard words.contains(text) else {
            diagnostics.error(
                .argumentChoice, value.origin,
                "`\(parameter.name)` is \(listed(words, word: "or")), not `\(text)`",
                help: didYouMean(text, words))
            return nil
        }
        return located(.text(text), value)
    }

    private mutating func texts(
        _ value: YAMLValue, _ change: (String, FileFinder) -> String
    ) -> ArgumentValue? {
        guard case .sequence(let items) = value.kind else {
            return scalarText(value, "a text or a list of texts").map {
                located(.text(change($0, files)), value)
            }
        }
        let index = origins.add(value.origin)
        let converted = items.map { item in
            scalarText(item).map { located(.text(change($0, files)), item) }
        }
        let found = converted.compactMap { $0 }
        return found.count == items.count ? ArgumentValue(.list(found), origin: index) : nil
    }

    private mutating func table(_ value: YAMLValue) -> ArgumentValue? {
        guard case .mapping(let entries) = value.kind else {
            return wrongKind(value, "a mapping of names to values")
        }
        let index = origins.add(value.origin)
        var found: [(key: String, value: ArgumentValue)] = []
        for (key, item) in entries {
            switch item.kind {
            case .sequence, .mapping, .null:
                _ = wrongKind(item, "a single value", of: "`\(parameter.name).\(key.value)`")
            default: found.append((key.value, plain(item)))
            }
        }
        return found.count == entries.count ? ArgumentValue(.table(found), origin: index) : nil
    }

    private mutating func tree(_ value: YAMLValue) -> ArgumentValue { plain(value) }

    private mutating func treeFile(_ value: YAMLValue) -> ArgumentValue? {
        guard let written = scalarText(value, "the path of a YAML file") else { return nil }
        let read = PipelineReader.tree(path: files.path(written), asked: value.origin)
        diagnostics.add(read.diagnostics)
        guard let tree = read.value else { return nil }
        return plain(tree)
    }

    /// Any value as it is: scalars by their YAML kind.
    private mutating func plain(_ value: YAMLValue) -> ArgumentValue {
        let index = origins.add(value.origin)
        let kind: ArgumentValue.Kind =
            switch value.kind {
            case .null: .null
            case .bool(let flag): .flag(flag)
            case .integer(let number): .integer(number)
            case .real(let number): .real(number)
            case .string(let text): .text(text)
            case .sequence(let items): .list(items.map { plain($0) })
            case .mapping(let entries): .table(entries.map { ($0.key.value, plain($0.value)) })
            }
        return ArgumentValue(kind, source: value.text, origin: index)
    }

    private mutating func located(_ kind: ArgumentValue.Kind, _ value: YAMLValue) -> ArgumentValue {
        ArgumentValue(kind, source: value.text, origin: origins.add(value.origin))
    }

    private mutating func scalarText(_ value: YAMLValue, _ wanted: String = "a text") -> String? {
        switch value.kind {
        case .string(let text): return text
        case .bool, .integer, .real: return value.text
        case .null, .sequence, .mapping:
            _ = wrongKind(value, wanted)
            return nil
        }
    }
}

extension ArgumentConverter {
    private mutating func wrongKind(
        _ value: YAMLValue, _ wanted: String, of what: String? = nil, help: String? = nil
    ) -> ArgumentValue? {
        let found =
            switch value.kind {
            case .null: "null"
            case .sequence: "a list"
            case .mapping: "a mapping"
            default: "`\(value.text)`"
            }
        diagnostics.error(
            .argumentKind, value.origin, "\(what ?? "`\(parameter.name)`") is \(wanted), not \(found)",
            help: help)
        return nil
    }

    private mutating func outOfRange(_ value: YAMLValue, _ range: String) -> ArgumentValue? {
        let unit = parameter.unit.isEmpty || parameter.unit == "duration" ? "" : " \(parameter.unit)"
        diagnostics.error(
            .argumentRange, value.origin, "`\(parameter.name)` is \(range)\(unit), not `\(value.text)`",
            help: parameter.doc.isEmpty ? nil : "`\(parameter.name)`: \(parameter.doc)")
        return nil
    }

    /// A range in words: "from 1 to 9", or one-sided where the other bound is as good as none.
    private func bounds<Bound: Comparable>(
        _ range: ClosedRange<Bound>, _ least: Bound, _ greatest: Bound, _ text: (Bound) -> String
    ) -> String {
        if range.upperBound >= greatest { return "at least \(text(range.lowerBound))" }
        if range.lowerBound <= least { return "at most \(text(range.upperBound))" }
        return "from \(text(range.lowerBound)) to \(text(range.upperBound))"
    }
}
