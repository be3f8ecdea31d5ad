import CYAML
import FleetValue

/// Builds values from libyaml's events.
///
/// Each method that reads a node expects the parser to stand on the node's first event and leaves it on the last.
struct YAMLLoader: ~Copyable {
    private var parser: EventParser
    private var keys: TextCache
    private var texts: TextCache
    private var anchors = Anchors()
    private let source: YAMLSource
    /// Whether a key may stand twice in a mapping; the last one counts then.
    private let allowsDuplicates: Bool
    private let resolver: DialectResolver
    /// How many lists and mappings are open.
    private var depth = 0

    init(
        parser: consuming EventParser,
        source: YAMLSource,
        allowsDuplicates: Bool = false,
        dialect: YAMLDialect = .kubernetes
    ) {
        self.parser = parser
        self.source = source
        self.allowsDuplicates = allowsDuplicates
        resolver = DialectResolver(dialect: dialect)
        keys = TextCache(bits: 8, forTextOf: source.bytes.count)
        texts = TextCache(bits: 10, forTextOf: source.bytes.count)
    }

    /// Reads the whole stream.
    mutating func documents() throws(YAMLError) -> [YAMLDocument] {
        var documents: [YAMLDocument] = []
        try advance()
        while true {
            try advance()
            guard parser.kind == YAML_DOCUMENT_START_EVENT else { return documents }
            try advance()
            let isEmpty = parser.isEmptyScalar
            let line = Int(parser.event.pointee.start_mark.line) + 1
            let value = try node()
            if !isEmpty { documents.append(YAMLDocument(value: value, line: line, index: documents.count)) }
            try advance()
            anchors.removeAll()
        }
    }

    /// Reads the first document and nothing of what follows it; nil when there is none.
    mutating func firstDocument() throws(YAMLError) -> Value? {
        try advance()
        try advance()
        guard parser.kind == YAML_DOCUMENT_START_EVENT else { return nil }
        try advance()
        let value = try node()
        try advance()
        return value
    }

    @inline(__always)
    private mutating func advance() throws(YAMLError) {
        guard parser.advance() else { throw parser.failure.error(in: source) }
    }

    private mutating func node() throws(YAMLError) -> Value {
        switch parser.kind {
        case YAML_SCALAR_EVENT: try scalar()
        case YAML_MAPPING_START_EVENT: try mapping()
        case YAML_SEQUENCE_START_EVENT: try list()
        default: try alias()
        }
    }

    // MARK: Collections

    private mutating func list() throws(YAMLError) -> Value {
        let anchor = try enter(parser.event.pointee.data.sequence_start.anchor)
        var values: [Value] = []
        while true {
            try advance()
            if parser.kind == YAML_SEQUENCE_END_EVENT { break }
            values.append(try node())
        }
        return leave(anchor, .array(values))
    }

    private mutating func mapping() throws(YAMLError) -> Value {
        let anchor = try enter(parser.event.pointee.data.mapping_start.anchor)
        var mapping = Mapping()
        /// Once something was merged in: the keys that stand in the mapping itself.
        var ownKeys: Mapping?
        while true {
            try advance()
            if parser.kind == YAML_MAPPING_END_EVENT { break }
            if isMergeKey {
                if ownKeys == nil { ownKeys = mapping }
                try advance()
                try merge(into: &mapping)
                continue
            }
            let mark = parser.event.pointee.start_mark
            let key = try key()
            let isDuplicate = (ownKeys ?? mapping).contains(key: key)
            guard !isDuplicate || allowsDuplicates else { throw .duplicateKey(place(mark), key: key) }
            try advance()
            let value = try node()
            if ownKeys == nil, !isDuplicate {
                mapping.append(key, value)
            } else {
                ownKeys?[key] = .null
                mapping[key] = value
            }
        }
        return leave(anchor, .mapping(mapping))
    }

    /// Counts a collection in; answers its anchor's name.
    private mutating func enter(_ anchor: UnsafeMutablePointer<yaml_char_t>?) throws(YAMLError) -> OpenAnchor? {
        depth += 1
        try checkDepth(depth)
        anchors.add(size: 1, depth: depth)
        guard let anchor else { return nil }
        return anchors.open(String(decodingCString: anchor, as: UTF8.self), depth: depth - 1)
    }

    private mutating func leave(_ anchor: OpenAnchor?, _ value: Value) -> Value {
        depth -= 1
        if let anchor { anchors.close(anchor, value) }
        return value
    }

    private func checkDepth(_ depth: Int) throws(YAMLError) {
        guard depth <= YAMLReader.maximumDepth else {
            throw .tooLarge(currentPlace, message: "nested deeper than \(YAMLReader.maximumDepth) levels")
        }
    }

    // MARK: Aliases and merge keys

    private mutating func alias() throws(YAMLError) -> Value {
        guard let pointer = parser.event.pointee.data.alias.anchor else { return .null }
        let name = String(decodingCString: pointer, as: UTF8.self)
        let isOpen = anchors.isOpen(name)
        guard !isOpen, let anchored = anchors[name] else {
            let reason = isOpen ? "is used inside itself" : "is not defined before it is used"
            throw .unsuitableAlias(currentPlace, message: "anchor \(YAMLText.quoted(name)) \(reason)")
        }
        try checkDepth(depth + anchored.height)
        guard anchors.expand(anchored, depth: depth) else {
            throw .tooLarge(
                currentPlace,
                message: "aliases expand to more than \(YAMLReader.maximumAliasedSize) nodes"
            )
        }
        return anchored.value
    }

    /// Whether the current event is a plain `<<`, or one tagged as merge key.
    private var isMergeKey: Bool {
        guard parser.kind == YAML_SCALAR_EVENT else { return false }
        let text = parser.scalarText
        guard text.count == 2, text[0] == UInt8(ascii: "<"), text[1] == UInt8(ascii: "<") else { return false }
        if let tag = parser.scalarTag { return ScalarTag.isMerge(tag) }
        return parser.isPlain
    }

    /// Reads the value of a merge key and puts its entries in, over those that are there.
    private mutating func merge(into mapping: inout Mapping) throws(YAMLError) {
        let mark = parser.event.pointee.start_mark
        let isList = parser.kind == YAML_SEQUENCE_START_EVENT
        let value = try node()
        switch value {
        case .mapping(let entries):
            for (key, value) in entries { mapping[key] = value }
        case .array(let values) where isList:
            // Backwards, since the first of the list wins.
            for value in values.reversed() {
                guard case .mapping(let entries) = value else { throw unsuitableMerge(mark) }
                for (key, value) in entries { mapping[key] = value }
            }
        default:
            throw unsuitableMerge(mark)
        }
    }

    private func unsuitableMerge(_ mark: yaml_mark_t) -> YAMLError {
        .unsuitableAlias(place(mark), message: "the value of a merge key must be a mapping or a list of mappings")
    }

    // MARK: Scalars

    private mutating func scalar() throws(YAMLError) -> Value {
        let text = parser.scalarText
        let size = 1 + text.count / 64
        let value = try scalarValue(text)
        anchors.add(size: size, depth: depth)
        if let anchor = parser.event.pointee.data.scalar.anchor {
            anchors.define(String(decodingCString: anchor, as: UTF8.self), value, size: size)
        }
        return value
    }

    @inline(__always)
    private mutating func scalarValue(_ text: UnsafeBufferPointer<UInt8>) throws(YAMLError) -> Value {
        if let tag = parser.scalarTag { return try taggedValue(tag, text) }
        if parser.isPlain, !parser.hasNonSpecificTag {
            if let value = resolver.resolve(text.span).value { return value }
            if let time = resolver.timestamp(text.span) { return .string(time) }
        }
        return .string((try? texts.text(of: text.span)) ?? String(decoding: text, as: UTF8.self))
    }

    private func taggedValue(_ tag: String, _ text: UnsafeBufferPointer<UInt8>) throws(YAMLError) -> Value {
        do {
            if ScalarTag.isBinary(tag) { return .string(try ScalarTag.decodeBinary(text)) }
            return try ScalarTag.resolve(tag, text).value ?? .string(String(decoding: text, as: UTF8.self))
        } catch {
            throw .unsuitableTag(currentPlace, message: error.message)
        }
    }

    private mutating func key() throws(YAMLError) -> String {
        guard parser.kind == YAML_SCALAR_EVENT else { return try unusualKey() }
        let text = parser.scalarText
        if parser.scalarTag != nil || parser.event.pointee.data.scalar.anchor != nil { return try unusualKey() }
        anchors.add(size: text.count / 64, depth: depth)
        if parser.isPlain {
            let resolved = resolver.resolve(text.span)
            if resolved != .text, !parser.hasNonSpecificTag, let text = try keyText(of: resolved) { return text }
        }
        return (try? keys.text(of: text.span)) ?? String(decoding: text, as: UTF8.self)
    }

    private func keyText(of resolved: Resolved) throws(YAMLError) -> String? {
        do {
            return try KeyText.text(of: resolved)
        } catch {
            throw .unsuitableKey(currentPlace, message: error.message)
        }
    }

    /// A key that is an alias, has a tag or an anchor, or is no scalar.
    private mutating func unusualKey() throws(YAMLError) -> String {
        let mark = parser.event.pointee.start_mark
        let isTemplate =
            parser.kind == YAML_MAPPING_START_EVENT
            && source.scalar(line: Int(mark.line) + 1, column: Int(mark.column)) == "{"
        let value = try node()
        do {
            return try KeyText.text(of: value)
        } catch {
            let advice = isTemplate ? "; a text that starts with \"{{\" must stand in quotes" : ""
            throw .unsuitableKey(place(mark), message: error.message + advice)
        }
    }

    // MARK: Places

    private var currentPlace: YAMLPlace { place(parser.event.pointee.start_mark) }

    private func place(_ mark: yaml_mark_t) -> YAMLPlace {
        source.place(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }
}
