import CYAML
public import FleetValue

extension YAMLReader {
    /// Finds where a node stands in a text, for messages about what was read from it.
    ///
    /// - Parameters:
    ///   - path: The way from the document's root, with keys as ``documents(in:file:)-(Array<UInt8>,_)`` gives them.
    ///   - index: The document's ``YAMLDocument/index``.
    ///   - bytes: The whole text, as it was read.
    /// - Returns: Line and column, both from 1: of an entry's key, of a list's element. Of the deepest part of the path
    ///   that exists if not all of it does; what an alias or a merge key brings counts as missing. Nil when there is no
    ///   such document or the text can not be read that far.
    /// - Complexity: O(n); the text is parsed again.
    public static func position(
        of path: ValuePath,
        document index: Int,
        in bytes: [UInt8]
    ) -> (line: Int, column: Int)? {
        let source = YAMLSource(file: "", bytes: bytes)
        // JSON may be indented with tabs, which libyaml refuses; outside of its strings a space does as well.
        let text = source.looksLikeJSON ? source.bytes.map { $0 == UInt8(ascii: "\t") ? 0x20 : $0 } : source.bytes
        return text.withUnsafeBufferPointer { buffer in
            guard let parser = EventParser(reading: buffer) else { return nil }
            var search = PathSearch(parser: parser)
            return search.position(of: path.steps, document: index)
        }
    }
}

/// The search for one node among libyaml's events.
private struct PathSearch: ~Copyable {
    private var parser: EventParser

    init(parser: consuming EventParser) {
        self.parser = parser
    }

    mutating func position(of steps: [ValuePath.Step], document index: Int) -> (line: Int, column: Int)? {
        guard parser.advance(), reachDocument(index) else { return nil }
        var found = mark
        for step in steps {
            switch step {
            case .index(let index):
                guard parser.kind == YAML_SEQUENCE_START_EVENT, reachElement(index) else { return found }
                found = mark
            case .key(let key):
                guard parser.kind == YAML_MAPPING_START_EVENT, let place = reachValue(of: key) else { return found }
                found = place
            }
        }
        return found
    }

    private var mark: (line: Int, column: Int) {
        let mark = parser.event.pointee.start_mark
        return (Int(mark.line) + 1, Int(mark.column) + 1)
    }

    /// Goes to the root of the document of that index; documents without content do not count.
    private mutating func reachDocument(_ index: Int) -> Bool {
        var remaining = index
        while parser.advance(), parser.kind == YAML_DOCUMENT_START_EVENT, parser.advance() {
            if !parser.isEmptyScalar {
                guard remaining > 0 else { return true }
                remaining -= 1
            }
            guard skipNode(), parser.advance() else { return false }
        }
        return false
    }

    private mutating func reachElement(_ index: Int) -> Bool {
        for position in 0... {
            guard parser.advance(), parser.kind != YAML_SEQUENCE_END_EVENT else { return false }
            if position == index { return true }
            guard skipNode() else { return false }
        }
        return false
    }

    /// Goes to the value under a key and answers the place of the key.
    private mutating func reachValue(of key: String) -> (line: Int, column: Int)? {
        while parser.advance(), parser.kind != YAML_MAPPING_END_EVENT {
            let place = mark
            let isWanted = isKey(key)
            guard skipNode(), parser.advance() else { return nil }
            if isWanted { return place }
            guard skipNode() else { return nil }
        }
        return nil
    }

    private func isKey(_ key: String) -> Bool {
        guard parser.kind == YAML_SCALAR_EVENT else { return false }
        let text = parser.scalarText
        if parser.isPlain, parser.scalarTag == nil {
            if let converted = try? KeyText.text(of: ScalarResolver.resolve(text.span)) { return converted == key }
        }
        return String(decoding: text, as: UTF8.self).hasSameBytes(as: key)
    }

    /// Goes to the last event of the node on whose first one the parser stands.
    private mutating func skipNode() -> Bool {
        var depth = 0
        while true {
            switch parser.kind {
            case YAML_MAPPING_START_EVENT, YAML_SEQUENCE_START_EVENT: depth += 1
            case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT: depth -= 1
            default: break
            }
            if depth == 0 { return true }
            guard parser.advance() else { return false }
        }
    }
}
