import CYaml

/// One event of libyaml's parser, with everything copied out of C.
struct YAMLEvent {
    enum Kind {
        case streamStart, streamEnd, documentStart, documentEnd
        case alias(String)
        case scalar(String, plain: Bool)
        case sequenceStart, sequenceEnd, mappingStart, mappingEnd
    }

    var kind: Kind
    var anchor: String?
    var hasTag: Bool
    /// Line and column of the start, both from 1; columns count code points.
    var line: Int
    var column: Int
    /// Code points from the start of the text to the start and the end of the event.
    var start: Int
    var end: Int
}

/// Why the events end before the text does.
struct YAMLProblem {
    enum Kind { case syntax, character, tooDeep, tooMany, memory }

    var kind: Kind
    var message: String
    /// Line and column, from 1; for `.character` both are 0 and `byteOffset` counts.
    var line: Int
    var column: Int
    var byteOffset: Int
}

/// Reads all events of a text, up to the first syntax error or to a limit of nesting or number.
func yamlEvents(
    _ bytes: [UInt8], depthLimit: Int, eventLimit: Int
) -> (events: [YAMLEvent], problem: YAMLProblem?) {
    // SAFETY: the parser and event live in memory allocated here and freed here; nobody else sees them. The
    // text's buffer outlives the parser, which is deleted before the closure returns.
    unsafe bytes.withUnsafeBufferPointer { text in
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        defer { unsafe parser.deallocate() }
        guard unsafe yaml_parser_initialize(parser) != 0 else {
            return ([], outOfMemory)
        }
        defer { unsafe yaml_parser_delete(parser) }
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        // An empty array may have no address; libyaml wants one.
        let empty: StaticString = " "
        unsafe yaml_parser_set_input_string(parser, text.baseAddress ?? empty.utf8Start, text.count)
        return unsafe allEvents(parser, depthLimit: depthLimit, eventLimit: eventLimit)
    }
}

private let outOfMemory = YAMLProblem(
    kind: .memory, message: "out of memory", line: 1, column: 1, byteOffset: 0)

private func allEvents(
    _ parser: UnsafeMutablePointer<yaml_parser_t>, depthLimit: Int, eventLimit: Int
) -> (events: [YAMLEvent], problem: YAMLProblem?) {
    // SAFETY: as in `yamlEvents`; each event is deleted once its strings are copied.
    let raw = UnsafeMutablePointer<yaml_event_t>.allocate(capacity: 1)
    defer { unsafe raw.deallocate() }
    var events: [YAMLEvent] = []
    var depth = 0
    while true {
        guard unsafe yaml_parser_parse(parser, raw) != 0 else {
            return (events, unsafe problem(of: parser))
        }
        let event = unsafe copy(raw)
        unsafe yaml_event_delete(raw)
        guard let event else { continue }
        events.append(event)
        switch event.kind {
        case .streamEnd: return (events, nil)
        case .sequenceStart, .mappingStart: depth += 1
        case .sequenceEnd, .mappingEnd: depth -= 1
        default: break
        }
        let kind: YAMLProblem.Kind? =
            depth > depthLimit ? .tooDeep : events.count > eventLimit ? .tooMany : nil
        if let kind {
            let stop = YAMLProblem(
                kind: kind, message: "", line: event.line, column: event.column, byteOffset: 0)
            return (events, stop)
        }
    }
}

private func copy(_ event: UnsafeMutablePointer<yaml_event_t>) -> YAMLEvent? {
    // SAFETY: libyaml filled the event just before; the union member read is the one its type names.
    var kind: YAMLEvent.Kind
    var anchor: String?
    var hasTag = false
    let data = unsafe event.pointee.data
    switch unsafe event.pointee.type {
    case YAML_STREAM_START_EVENT: kind = .streamStart
    case YAML_STREAM_END_EVENT: kind = .streamEnd
    case YAML_DOCUMENT_START_EVENT: kind = .documentStart
    case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
    case YAML_ALIAS_EVENT: kind = .alias(unsafe string(data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT:
        let scalar = unsafe data.scalar
        let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        kind = .scalar(
            unsafe String(decoding: bytes, as: UTF8.self),
            plain: unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE)
        (anchor, hasTag) = unsafe (string(scalar.anchor), scalar.tag != nil)
    case YAML_SEQUENCE_START_EVENT:
        kind = .sequenceStart
        (anchor, hasTag) = unsafe (string(data.sequence_start.anchor), data.sequence_start.tag != nil)
    case YAML_SEQUENCE_END_EVENT: kind = .sequenceEnd
    case YAML_MAPPING_START_EVENT:
        kind = .mappingStart
        (anchor, hasTag) = unsafe (string(data.mapping_start.anchor), data.mapping_start.tag != nil)
    case YAML_MAPPING_END_EVENT: kind = .mappingEnd
    default: return nil
    }
    let (start, end) = unsafe (event.pointee.start_mark, event.pointee.end_mark)
    return YAMLEvent(
        kind: kind, anchor: anchor, hasTag: hasTag, line: Int(start.line) + 1, column: Int(start.column) + 1,
        start: Int(start.index), end: Int(end.index))
}

private func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    // SAFETY: libyaml's anchors are zero-terminated UTF-8 owned by the event.
    guard let text = unsafe text else { return nil }
    return unsafe String(cString: text)
}

private func problem(of parser: UnsafeMutablePointer<yaml_parser_t>) -> YAMLProblem {
    // SAFETY: the parser's messages are constant strings of the library.
    let kind: YAMLProblem.Kind =
        switch unsafe parser.pointee.error {
        case YAML_MEMORY_ERROR: .memory
        case YAML_READER_ERROR: .character
        default: .syntax
        }
    var message = unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "not YAML"
    if kind == .syntax, let context = unsafe parser.pointee.context {
        let begin = unsafe parser.pointee.context_mark
        message +=
            unsafe " " + String(cString: context) + ", which begins at \(begin.line + 1):\(begin.column + 1)"
    }
    // What never ends is shown where it begins: the end of the text tells nothing.
    let isEndless = message.hasPrefix("found unexpected end of stream")
    let mark = unsafe isEndless ? parser.pointee.context_mark : parser.pointee.problem_mark
    let isMarked = kind != .character
    return YAMLProblem(
        kind: kind, message: message, line: isMarked ? Int(mark.line) + 1 : 0,
        column: isMarked ? Int(mark.column) + 1 : 0, byteOffset: unsafe Int(parser.pointee.problem_offset))
}
