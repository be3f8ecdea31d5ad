import CYAML

/// libyaml's parser and its current event.
///
/// Owns both; the text that it reads must outlive it. `yaml_parser_t` must not move, so it lives on the heap.
struct EventParser: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    /// The current event; all zero before the first call of ``advance()`` and after a failed one.
    let event: UnsafeMutablePointer<yaml_event_t>

    /// Makes a parser of UTF-8 text; nil when there is no memory for it.
    ///
    /// Calls `yaml_parser_initialize`, `yaml_parser_set_encoding` and `yaml_parser_set_input_string`.
    init?(reading text: UnsafeBufferPointer<UInt8>) {
        parser = .allocate(capacity: 1)
        event = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        event.initialize(to: yaml_event_t())
        guard yaml_parser_initialize(parser) == 1 else { return nil }
        // Otherwise libyaml would take a text with a UTF-16 mark for UTF-16, and positions would mean something else.
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        yaml_event_delete(event)
        yaml_parser_delete(parser)
        event.deallocate()
        parser.deallocate()
    }

    /// Replaces the current event with the next one.
    ///
    /// Calls `yaml_event_delete` and `yaml_parser_parse`.
    ///
    /// - Returns: Whether there is one; if not, ``failure`` says why.
    @inline(__always)
    mutating func advance() -> Bool {
        yaml_event_delete(event)
        return yaml_parser_parse(parser, event) == 1
    }

    /// The kind of the current event.
    @inline(__always)
    var kind: yaml_event_type_t { event.pointee.type }

    /// Whether a document or the whole text ends here.
    var isAtEnd: Bool { kind == YAML_DOCUMENT_END_EVENT || kind == YAML_STREAM_END_EVENT }

    /// Whether what is wrong was found while characters became tokens, not while tokens became events.
    var hasScannerFailure: Bool { parser.pointee.error == YAML_SCANNER_ERROR }

    /// What `yaml_parser_parse` found wrong.
    var failure: ParserFailure {
        let state = parser.pointee
        let problem = state.problem.map { String(cString: $0) } ?? ""
        switch state.error {
        case YAML_READER_ERROR:
            return .reader(problem: problem, offset: state.problem_offset, value: state.problem_value)
        case YAML_SCANNER_ERROR, YAML_PARSER_ERROR:
            return .grammar(
                problem: problem,
                mark: state.problem_mark,
                context: state.context.map { String(cString: $0) },
                contextMark: state.context_mark
            )
        default:
            return .memory
        }
    }
}

/// What libyaml found wrong, in its own words.
enum ParserFailure {
    /// A byte that is no UTF-8, or a character that YAML does not allow; the offset is in bytes.
    case reader(problem: String, offset: Int, value: Int32)
    /// Text that breaks the grammar; the context is what was being read, and where it began.
    case grammar(problem: String, mark: yaml_mark_t, context: String?, contextMark: yaml_mark_t)
    /// No memory.
    case memory
}

// MARK: Scalars

extension EventParser {
    /// The text of the current scalar event, in UTF-8; gone with the next call of ``advance()``.
    @inline(__always)
    var scalarText: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: event.pointee.data.scalar.value, count: event.pointee.data.scalar.length)
    }

    /// The whole tag of the current scalar event, nil when it has none.
    @inline(__always)
    var scalarTag: String? {
        guard let tag = event.pointee.data.scalar.tag else { return nil }
        return String(decodingCString: tag, as: UTF8.self)
    }

    /// Whether the current scalar event stands without quotes.
    @inline(__always)
    var isPlain: Bool {
        event.pointee.data.scalar.style == YAML_PLAIN_SCALAR_STYLE
    }

    /// Whether the current plain scalar event, which stands for something other than text, has the tag `!`.
    ///
    /// libyaml reports `! 12` as it reports `12`, but its extent gives it away. Not so with an anchor.
    var hasNonSpecificTag: Bool {
        let extent = event.pointee.end_mark.index - event.pointee.start_mark.index
        return event.pointee.data.scalar.anchor == nil && extent != event.pointee.data.scalar.length
    }

    /// Whether the current event is a scalar that nothing in the text stands for.
    var isEmptyScalar: Bool {
        kind == YAML_SCALAR_EVENT && isPlain && event.pointee.data.scalar.length == 0
            && event.pointee.data.scalar.tag == nil && event.pointee.data.scalar.anchor == nil
    }
}
